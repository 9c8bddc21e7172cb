-- Finds cases by the beginning of their key. It stands on the payload, so that what is erased is not found either. The key is
-- cut out of the text, not parsed: a payload that PostgreSQL cannot read as jsonb is stored all the same.
create index payload_by_key on payload (left(substring(content from '"key":\["(.*?)"\]'), 200) text_pattern_ops)
    where content like '%"key":["%';
