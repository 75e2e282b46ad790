/**
 * Known vulnerabilities of what runs in production. An advisory may be allowed for a while in audit-allow.json:
 * `{ "id": "GHSA-…", "reason": "…", "until": "2027-01-31" }`.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const allowed = JSON.parse(readFileSync(new URL('audit-allow.json', import.meta.url), 'utf8'));
const today = new Date().toISOString().slice(0, 10);

const { stdout } = spawnSync('npm', ['audit', '--omit=dev', '--json'], { encoding: 'utf8' });
const report = readReport(stdout);
if (report === null) {
  console.log('audit: passed over, the registry does not answer audits');
} else {
  const open = advisories(report).filter(({ id }) => !isAllowed(id));
  for (const { id, title, severity, name } of open) console.log(`audit: ${severity} in ${name}: ${title} (${id})`);
  console.log(`audit: ${open.length} known vulnerabilities that nobody has allowed`);
  process.exitCode = open.length === 0 ? 0 : 1;
}

function readReport(text) {
  try {
    const { vulnerabilities } = JSON.parse(text);
    return vulnerabilities ?? null;
  } catch {
    return null;
  }
}

/** Each once, however many packages bring it. */
function advisories(vulnerabilities) {
  const found = new Map();
  for (const { via } of Object.values(vulnerabilities)) {
    for (const cause of via) {
      if (typeof cause === 'object') found.set(cause.url, { ...cause, id: cause.url.split('/').at(-1) });
    }
  }
  return [...found.values()];
}

function isAllowed(id) {
  return allowed.some((entry) => entry.id === id && entry.until >= today);
}
