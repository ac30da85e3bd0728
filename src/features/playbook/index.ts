import { type Db, inTransaction, isUniqueViolation } from '../../db/index.ts';
import type { Clock, Instant } from '../../kernel/clock.ts';
import { Denied, InvalidInput } from '../../kernel/errors.ts';
import type { Member } from '../access/index.ts';
import type { Threads } from '../threads/index.ts';
import { playbookSchema } from './schema.ts';
import { createPlaybookStore } from './store.ts';

/** What the team sells, in its own words. Stored as a whole, a new version at each change. */
export interface PlaybookContent {
  /** The selling company's name and one plain sentence on what it does. */
  company: string;
  whatWeSell: string;
  pains: PlaybookPain[];
  proof: Proof[];
  voice: { tone: string; signOff: string; avoid: string[] };
  objections: Objection[];
  fit: FitRules;
}

export interface PlaybookPain {
  key: string;
  name: string;
  description: string;
  /** Words in a lead's notes or pain by which it is recognised. */
  signs: string[];
  /** An open question that a rep would ask about it. */
  question: string;
}

export interface Proof {
  key: string;
  painKeys: string[];
  customer: string;
  /** One sentence that may be quoted as it stands. */
  claim: string;
  source: string;
  /** ISO date on which somebody last checked it. */
  checkedAt: string;
}

export interface Objection {
  key: string;
  name: string;
  signs: string[];
  answers: string[];
}

export interface FitRule {
  match: string[];
  points: number;
  reason: string;
}

export interface FitRules {
  titles: FitRule[];
  industries: FitRule[];
  countries: FitRule[];
  sizes: { min: number; max: number; points: number; reason: string }[];
  disqualifiers: { match: string[]; reason: string }[];
}

export interface Playbook {
  version: number;
  content: PlaybookContent;
  updatedBy: string;
  updatedAt: Instant;
}

export interface Playbooks {
  /** The newest version; an empty one (version 0) before anything was written. */
  current(): Promise<Playbook>;
  /** Manager or admin. Validated as a whole (throws InvalidInput with `field`); `seenVersion` guards against two editors. */
  change(by: Member, content: PlaybookContent, seenVersion: number): Promise<Playbook>;
}

const EMPTY: PlaybookContent = {
  company: '',
  whatWeSell: '',
  pains: [],
  proof: [],
  voice: { tone: '', signOff: 'Best', avoid: [] },
  objections: [],
  fit: { titles: [], industries: [], countries: [], sizes: [], disqualifiers: [] },
};

const CHANGED = 'Somebody changed the playbook meanwhile. Open it again to see how it stands.';

/** "proof 2, checked at" of ['proof', 1, 'checkedAt']. */
function placeOf(path: PropertyKey[]): string {
  const words = path.map((part) =>
    typeof part === 'number' ? `${part + 1},` : String(part).replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`),
  );
  return words.join(' ').replace(/,$/, '');
}

function validated(content: PlaybookContent): PlaybookContent {
  const parsed = playbookSchema.safeParse(content);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const path = issue?.path ?? [];
  throw new InvalidInput(
    `The playbook can't be kept like this: ${placeOf(path)} ${issue?.message ?? 'is not right'}.`,
    path.join('.') || undefined,
  );
}

export function createPlaybooks(deps: { db: Db; clock: Clock; threads: Threads }): Playbooks {
  const { db, clock, threads } = deps;
  const store = createPlaybookStore(db);
  const current = async () => (await store.newest()) ?? { version: 0, content: EMPTY, updatedBy: '', updatedAt: 0 };

  /** The new version and the log's entry of it, or neither. Two editors of one version collide on its number. */
  async function keep(next: Playbook): Promise<void> {
    try {
      await inTransaction(db, async (scope) => {
        await createPlaybookStore(scope).insert(next);
        await threads.append(scope, {
          at: next.updatedAt,
          kind: 'playbook.changed',
          actorId: next.updatedBy,
          refs: { version: next.version },
        });
      });
    } catch (error) {
      if (isUniqueViolation(error)) throw new InvalidInput(CHANGED, undefined, error);
      throw error;
    }
  }

  return {
    current,
    async change(by, content, seenVersion) {
      if (by.role !== 'manager' && by.role !== 'admin')
        throw new Denied('The playbook is changed by a manager or an admin.');
      const valid = validated(content);
      if ((await current()).version !== seenVersion) throw new InvalidInput(CHANGED);
      const next: Playbook = { version: seenVersion + 1, content: valid, updatedBy: by.id, updatedAt: clock.now() };
      await keep(next);
      return next;
    },
  };
}
