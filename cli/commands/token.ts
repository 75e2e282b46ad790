import type { Command } from 'commander';
import { OnestopError } from '../../schema/errors.ts';
import { everyValue, roles, type Caller, type CallerClaim, type Role } from '../../schema/request.ts';

type TokenOptions = {
  readonly role: string;
  readonly subject?: string;
  readonly district?: readonly string[];
  readonly department?: readonly string[];
  readonly case?: readonly string[];
  readonly business?: readonly string[];
  readonly actsFor?: readonly string[];
  readonly scope?: readonly string[];
  readonly data?: string;
};

/** Which claim each option narrows, and whose. */
const narrowing: readonly {
  readonly option: 'district' | 'department' | 'case' | 'business';
  readonly claim: CallerClaim;
  readonly role: Role;
}[] = [
  { option: 'district', claim: 'districts', role: 'official' },
  { option: 'department', claim: 'departments', role: 'official' },
  { option: 'case', claim: 'cases', role: 'official' },
  { option: 'business', claim: 'businesses', role: 'business-agent' },
];

export function addToken(program: Command): void {
  program
    .command('token')
    .description('print a demo token: 12 hours, worth nothing outside the demo')
    .requiredOption('--role <role>', `one of ${roles.join(', ')}`)
    .option('--subject <id>', 'who it stands for; for a citizen the resident id, by default the demo’s hero')
    .option('--district <codes...>', 'official: districts by GB/T 2260, in place of the whole city')
    .option(
      '--department <ids...>',
      'official: departments whose cases, complaints and disputes they handle, in place of all',
    )
    .option('--case <ids...>', 'official: the cases they are there for')
    .option('--business <codes...>', 'business agent: businesses by credit code, in place of the hero’s son’s')
    .option('--acts-for <ids...>', 'citizen: people whose guardian or mandate holder they are')
    .option('--scope <names...>', 'scopes beside the role’s own')
    .option('--data <folder>', 'data folder of the demo')
    .addHelpText(
      'after',
      '\nExample:\n  $ onestop token --role citizen --subject 440524188001010014\n  $ onestop token --role official --district 990102',
    )
    .action(printToken);
}

async function printToken(options: TokenOptions): Promise<void> {
  const { role, subject, data } = options;
  if (!isRole(role))
    throw new OnestopError('USAGE', { reason: `“${role}” is no role; use one of ${roles.join(', ')}` });
  if (subject?.trim() === '') throw new OnestopError('USAGE', { reason: '--subject names nobody' });
  if (options.actsFor !== undefined && role !== 'citizen')
    throw new OnestopError('USAGE', { reason: '--acts-for is for the role citizen' });
  const [{ openDataFolder }, { createDemoIssuer }, { demoCaller }, { readResidentId }] = await Promise.all([
    import('../../demo/data-folder.ts'),
    import('../../gateway/security/demo-issuer.ts'),
    import('../demo-clients.ts'),
    import('../../adapters/codecs/resident-id.ts'),
  ]);
  const issuer = await createDemoIssuer(openDataFolder(data));
  // A citizen's rows are found by the canonical id.
  const canonical = role === 'citizen' && subject !== undefined ? readResidentId(subject) : subject;
  const caller = demoCaller(role, {
    ...(canonical !== undefined && { subject: canonical }),
    ...(options.actsFor !== undefined && { actsFor: options.actsFor.map(readResidentId) }),
    ...(options.scope !== undefined && { scopes: options.scope }),
    claims: claimsOf(options, role),
  });
  process.stdout.write(`${await issuer.issue(caller)}\n`);
}

function claimsOf(options: TokenOptions, role: Role): NonNullable<Caller['claims']> {
  const given = narrowing.flatMap(({ option, claim, role: whose }) => {
    const values = options[option];
    if (values === undefined) return [];
    if (role !== whose) throw new OnestopError('USAGE', { reason: `--${option} is for the role ${whose}` });
    const blank = values.find((each) => each.trim() === '' || each === everyValue);
    if (blank !== undefined) throw new OnestopError('USAGE', { reason: `--${option} names “${blank}”` });
    return [[claim, values] as const];
  });
  return Object.fromEntries(given);
}

const isRole = (text: string): text is Role => (roles as readonly string[]).includes(text);
