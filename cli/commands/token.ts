import type { Command } from 'commander';
import { OnestopError } from '../../schema/errors.ts';
import { roles, type Role } from '../../schema/request.ts';

type TokenOptions = { readonly role: string; readonly subject?: string; readonly data?: string };

export function addToken(program: Command): void {
  program
    .command('token')
    .description('print a demo token: 12 hours, worth nothing outside the demo')
    .requiredOption('--role <role>', `one of ${roles.join(', ')}`)
    .option('--subject <id>', 'who it stands for; for a citizen the resident id, by default the demo’s hero')
    .option('--data <folder>', 'data folder of the demo')
    .addHelpText('after', '\nExample:\n  $ onestop token --role citizen --subject 440524188001010014')
    .action(printToken);
}

async function printToken({ role, subject, data }: TokenOptions): Promise<void> {
  if (!isRole(role))
    throw new OnestopError('USAGE', { reason: `“${role}” is no role; use one of ${roles.join(', ')}` });
  if (subject?.trim() === '') throw new OnestopError('USAGE', { reason: '--subject names nobody' });
  const [{ openDataFolder }, { createDemoIssuer }, { demoCaller }, { readResidentId }] = await Promise.all([
    import('../../demo/data-folder.ts'),
    import('../../gateway/security/demo-issuer.ts'),
    import('../demo-clients.ts'),
    import('../../adapters/codecs/resident-id.ts'),
  ]);
  const issuer = await createDemoIssuer(openDataFolder(data));
  // A citizen's rows are found by the canonical id.
  const canonical = role === 'citizen' && subject !== undefined ? readResidentId(subject) : subject;
  process.stdout.write(`${await issuer.issue(demoCaller(role, canonical))}\n`);
}

const isRole = (text: string): text is Role => (roles as readonly string[]).includes(text);
