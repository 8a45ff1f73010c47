"""Values -> files that people take along: sheets, contact cards, timetables. No session, no request, no clock."""
