-- The balances end where they began, after two postings a round.
UPDATE balance b SET sequence = b.sequence + 2 * :rounds, version = b.version + 2 * :rounds
  FROM bench_account a WHERE a.id = b.account_id;
UPDATE feed_head SET position = :position + :count,
       chain = (SELECT chain FROM journal_batch ORDER BY last_position DESC LIMIT 1);
DROP TABLE bench_account;
