#!/usr/bin/env bash
# Runs once, when the container of docker-compose.yml has made its database: a login for front ends that may read and no
# more. The role has no rights yet; the migrations give them.
set -euo pipefail

psql -X -q -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" -d "$POSTGRES_DB" <<'SQL'
\set password `printf '%s' "$PAYMENTS_FRONT_END_PASSWORD"`
CREATE ROLE payments_reader NOLOGIN;
CREATE ROLE payments_front_end LOGIN PASSWORD :'password' IN ROLE payments_reader;
SQL
