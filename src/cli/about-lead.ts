import { type App, compose } from '../compose.ts';
import { readProcessConfig } from '../config.ts';
import type { Member } from '../features/access/index.ts';
import type { Lead } from '../features/leads/index.ts';
import { InvalidInput } from '../kernel/errors.ts';
import { createLogger } from '../kernel/logger.ts';

/** Who asks at the command line: nobody of the team, with a manager's view. */
export const OPERATOR: Member = {
  id: 'operator',
  teamId: '',
  name: 'Operator',
  role: 'manager',
  timezone: 'UTC',
  status: 'active',
  since: 0,
};

/** Runs over the database of the configuration, about the lead that `--lead` names by id or by words. Throws InvalidInput without one. */
export async function aboutLead<T>(
  flags: Record<string, string | boolean | undefined>,
  work: (features: App['features'], lead: Lead) => Promise<T>,
): Promise<T> {
  const named = typeof flags.lead === 'string' ? flags.lead : '';
  if (!named) throw new InvalidInput('Say which lead: --lead and its id, address or name.', 'lead');
  const app = await compose(readProcessConfig(), { logger: createLogger('silent') });
  try {
    const { leads } = app.features;
    const [byId] = await leads.getMany([named]);
    const found = byId ? [byId] : await leads.find(named, { limit: 2 });
    const [lead, other] = found;
    if (!lead) throw new InvalidInput(`No lead is found for “${named}”.`, 'lead');
    if (other) throw new InvalidInput(`“${named}” may be ${lead.name} or ${other.name}: give the id.`, 'lead');
    return await work(app.features, lead);
  } finally {
    await app.stop();
  }
}
