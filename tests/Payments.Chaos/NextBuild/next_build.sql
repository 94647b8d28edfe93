-- What the next build brings in a rolling upgrade of the chaos tests: nothing, but a step that the current build does not know.
-- Admits: 1
SELECT 1;
