"""What an admin does: people, records, certificates, the audit of it all, the organisation."""

from course.web.admin import audit, certificates, corrections, issuing, learners, organisation, records

pages = (
    learners.pages,
    records.pages,
    certificates.pages,
    corrections.pages,
    issuing.pages,
    audit.pages,
    organisation.pages,
)
