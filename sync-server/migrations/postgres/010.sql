-- Which affairs there are is the program's to know: disasters and advice join postings and closed days.
ALTER TABLE affair DROP CONSTRAINT affair_kind_check;
