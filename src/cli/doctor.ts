import { readProcessConfig } from '../config.ts';
import { connections } from '../connections.ts';
import type { Verb } from './index.ts';

/** What is connected, what is missing, what to do. Reads the configuration only: it calls nobody. */
export const doctor: Verb = {
  name: 'doctor',
  description: 'what is connected, what is missing, what to do',
  async run() {
    const found = connections(readProcessConfig());
    const lines = found.map(
      (one) => `${one.connected ? 'connected     ' : 'not connected '} ${one.name}${one.todo ? `: ${one.todo}` : ''}`,
    );
    return { json: found, lines };
  },
};
