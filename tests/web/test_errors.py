"""What a request that cannot be read is answered."""

from __future__ import annotations

from flask.testing import FlaskClient

from course.web.security import LARGEST_REQUEST


def test_a_form_that_is_too_large_is_refused_with_a_page(client: FlaskClient) -> None:
    answer = client.post("/sign-in", data={"email": "x" * LARGEST_REQUEST})
    assert (answer.status_code, answer.mimetype) == (413, "text/html")


def test_a_form_that_does_not_arrive_whole_is_refused_with_a_page(client: FlaskClient) -> None:
    answer = client.post(
        "/sign-in",
        data=b"email=amina",
        content_type="application/x-www-form-urlencoded",
        environ_overrides={"CONTENT_LENGTH": "100"},
    )
    assert (answer.status_code, answer.mimetype) == (400, "text/html")
