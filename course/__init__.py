"""Self-paced courses from text files.

The house, from left to right; a file imports only from its left:

    content  <  rules  <  storage  <  documents  <  services  <  web = cli = jobs  <  app
    (files)   (decide)   (rows)       (PDF, CSV …)   (verbs)       (callers)         (wiring)

Content is files, records are rows. What is true now is computed from the files; what was true
then (an answer, a score, a completion, a certificate) is frozen in a row when it happens.
"""
