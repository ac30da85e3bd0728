import { inChild } from './child.ts';
import { type Bench, goal, median, roundAll } from './figures.ts';
import type { TouchesMeasured, Wave } from './touches-run.ts';

const SETTING = { small: 1_000, large: 100_000, perWave: 400, waves: 3 };

const perSecond = (waves: Wave[]) => median(waves.map(({ sent, ms }) => (sent / ms) * 1_000));
const msEach = (waves: Wave[]) => median(waves.map(({ sent, ms }) => ms / sent));

/** The engine as the timetable runs it, and a published job queue on SQLite beside it, in one process, in turns. */
export const touches: Bench = {
  name: 'touches',
  title:
    'Touches claimed, sent to a stand-in that answers at once, and recorded, against plainjob, a job queue on SQLite',
  async measure(tell) {
    tell('touches: 1,000 and 100,000 waiting');
    const { engine, plainjob, plainjobSynced, perTouch } = await inChild<TouchesMeasured>('touches-run.ts', SETTING);
    const figures = {
      per_second_at_1000_waiting: perSecond(engine.small),
      per_second_at_100000_waiting: perSecond(engine.large),
      ms_per_touch_at_1000_waiting: msEach(engine.small),
      ms_per_touch_at_100000_waiting: msEach(engine.large),
      plainjob_per_second_at_1000: perSecond(plainjob.small),
      plainjob_per_second_at_100000: perSecond(plainjob.large),
      plainjob_synced_per_second_at_100000: perSecond(plainjobSynced.large),
      ratio_to_plainjob_at_1000: perSecond(engine.small) / perSecond(plainjob.small),
      ratio_to_plainjob_at_100000: perSecond(engine.large) / perSecond(plainjob.large),
      ratio_to_plainjob_synced_at_100000: perSecond(engine.large) / perSecond(plainjobSynced.large),
      growth_per_touch: msEach(engine.large) / msEach(engine.small),
      statements_per_touch: perTouch.statements,
      database_ms_per_touch: perTouch.databaseMs,
      synced_statement_ms_per_touch: perTouch.syncedMs,
      looking_for_the_next_ms_per_touch: perTouch.queueReadMs,
    };
    const whyRate = `a touch is ${perTouch.statements.toFixed(0)} statements through the query builder (${perTouch.databaseMs.toFixed(1)} ms, of which ${perTouch.syncedMs.toFixed(1)} ms are the one that is synced to the disk before the call and ${perTouch.queueReadMs.toFixed(2)} ms look for the next one): every gate is read twice from the database, before the claim and before the call, where plainjob asks nothing and has four prepared statements a job.`;
    const whyGrowth = `finding the next touches of one mailbox reads and sorts all that are due (${perTouch.queueReadMs.toFixed(1)} ms a touch at 100,000), as the owner stands on the lead and not on the touch, and no index gives the order.`;
    return {
      figures: roundAll(figures),
      goals: [
        goal(
          {
            name: 'touches per second at 1,000 waiting',
            measured: figures.ratio_to_plainjob_at_1000,
            goal: 1,
            wants: 'at least',
            unit: 'times plainjob',
          },
          whyRate,
        ),
        goal(
          {
            name: 'touches per second at 100,000 waiting',
            measured: figures.ratio_to_plainjob_at_100000,
            goal: 1,
            wants: 'at least',
            unit: 'times plainjob',
          },
          whyRate,
        ),
        goal(
          {
            name: 'time per touch at 100,000 against 1,000 waiting',
            measured: figures.growth_per_touch,
            goal: 1.2,
            wants: 'at most',
            unit: 'times',
          },
          whyGrowth,
        ),
      ],
      notes: [
        `median of ${SETTING.waves} runs of ${SETTING.perWave} sends each, in turns; all that wait are due, one first mail for each lead, over 20 mailboxes`,
        'set: no gap between mails, caps that stop nothing, and the mailbox’s daily cap where a run is to end; clock standing still in the window',
        'plainjob 0.0.14 as published, one job at a time, each making and sending the same draft; WAL and synchronous=NORMAL as it and the product have it; "synced" is plainjob with synchronous=FULL, as the product syncs before each call',
      ],
    };
  },
};
