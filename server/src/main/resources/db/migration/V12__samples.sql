-- Whether a person shall look at a case although it cleared, and what they found: open, right or wrong.
alter table case_view add column sample text;
create index case_view_samples on case_view (process, at) where sample = 'open';
