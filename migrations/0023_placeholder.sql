-- Placeholder: another part lands this number.
select 1;
