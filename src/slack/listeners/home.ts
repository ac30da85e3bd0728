import type { Action } from '../gesture.ts';
import { helpCard } from '../views/help.ts';
import { connectionsCard } from '../views/setup.ts';

export const homeActions: Action[] = [
  { id: 'home.refresh', run: async () => ({ refreshHome: true }) },
  { id: 'home.help', run: async ({ member }) => ({ say: helpCard(member) }) },
  { id: 'home.connections', run: async (_, features) => ({ say: connectionsCard(await features.diagnose()) }) },
];
