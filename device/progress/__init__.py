"""A trainee's own progress, kept on this kiosk alone and found again by three spoken words."""
