"""What every WSGI server looks for: `app`."""

from course.app import serve_app

app = serve_app()
