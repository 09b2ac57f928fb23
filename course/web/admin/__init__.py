"""What an admin does: people, records, certificates, and the audit of it all."""

from course.web.admin import audit, certificates, learners, records

pages = (learners.pages, records.pages, certificates.pages, audit.pages)
