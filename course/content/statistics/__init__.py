"""What trainers wrote, in numbers: counted, then told as text or JSON."""
