"""What a load says of a contact's waits and bots, told once more from all pieces of the contact."""

# The rows that say otherwise; {segment} and {contact} are the relations.
UNTOLD = """
SELECT external_id FROM (
  SELECT s.external_id, s.next_wait, s.only_wait, s.is_counted, s.kind = 'wait' AS is_wait,
    NOT s.first_wait OR coalesce(c.case_episode_no, 1) > 1 AS is_next,
    count(*) FILTER (s.kind = 'wait' AND s.is_counted) OVER (PARTITION BY s.contact_id) AS waits
  FROM {segment} AS s JOIN {contact} AS c ON s.contact_id = c.contact_id
) AS told
WHERE next_wait IS DISTINCT FROM (is_wait AND is_next)
  OR is_counted AND only_wait IS DISTINCT FROM (is_wait AND waits = 1)
UNION ALL
SELECT external_id FROM {contact} AS c WHERE met_bot IS DISTINCT FROM
  (contact_id IN (SELECT contact_id FROM {segment} WHERE kind = 'bot'))
"""
