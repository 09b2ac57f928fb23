"""What a trainer sees: courses with their drafts, problems with their place, previews that record nothing."""

from course.web.trainer import courses, previews, problems

pages = (courses.pages, problems.pages, previews.pages)
