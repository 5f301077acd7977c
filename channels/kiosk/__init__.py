"""The kiosk: the page at /kiosk, for a large screen that stands in a village hall and is used by one person after another."""
