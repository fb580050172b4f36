"""The shapes of the HTTP API: what is asked, what is answered; a module for each subject."""
