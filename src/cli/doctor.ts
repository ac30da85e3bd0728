import { existsSync } from 'node:fs';
import { createChartRenderer } from '../adapters/chartjs/index.ts';
import { createTwilio } from '../adapters/twilio/index.ts';
import { type Config, readProcessConfig } from '../config.ts';
import { openDatabase } from '../db/index.ts';
import { connections, diagnose } from '../diagnosis.ts';
import { systemClock } from '../kernel/clock.ts';
import { createLogger } from '../kernel/logger.ts';
import { createSecretBox } from '../kernel/secret-box.ts';
import type { Connection } from '../slack/features.ts';
import { createFeatures } from '../wiring.ts';
import type { Verb } from './index.ts';

/**
 * What the configuration says and what the database holds, as they are: nothing is migrated or made, and of the vendors only Twilio is
 * asked, for the number of templates.
 */
async function look(config: Config): Promise<Connection[]> {
  const { url, file } = config.database;
  if (!url && !existsSync(file))
    return [
      ...connections(config),
      { name: 'Database', connected: false, todo: `there is none at ${file} yet; the first start makes it` },
    ];
  const db = openDatabase(config.database);
  try {
    const features = createFeatures({
      db,
      clock: systemClock,
      logger: createLogger('silent'),
      secretBox: createSecretBox(config.encryptionKey),
      addressSalt: '',
      charts: createChartRenderer(),
      texts: config.twilio && createTwilio(config.twilio).texts,
    });
    return await diagnose(config, features);
  } finally {
    // Not waited for: a database that does not answer would hold up the answer about it.
    void db.destroy().catch(() => undefined);
  }
}

export const doctor: Verb = {
  name: 'doctor',
  description: 'what is connected, what is missing, what to do',
  async run() {
    const found = await look(readProcessConfig());
    const lines = found.map(
      (one) => `${one.connected ? 'connected     ' : 'not connected '} ${one.name}${one.todo ? `: ${one.todo}` : ''}`,
    );
    return { json: found, lines };
  },
};
