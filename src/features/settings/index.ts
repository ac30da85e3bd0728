import type { Db } from '../../db/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { Denied, InvalidInput } from '../../kernel/errors.ts';
import type { AuditEntry, Member } from '../access/index.ts';
import { defaults, minuteOf, SHORTEST_WINDOW_MINUTES } from './rules.ts';
import { schemas } from './schema.ts';
import { createSettingStore } from './store.ts';

export interface StepPlan {
  /** Business days after the start. */
  day: number;
  channel: 'email' | 'linkedin' | 'whatsapp_or_call' | 'sms_or_call' | 'call';
}

export interface SettingValues {
  sequencePlan: StepPlan[];
  windowStart: string;
  windowEnd: string;
  preferredWeekdays: number[];
  emailsPerMailboxPerDay: number;
  newMailboxPerDay: number;
  newMailboxGrowthPerDay: number;
  gapMinutes: number;
  mostUnreadMinutes: number;
  newContactsPerCompanyPerWeek: number;
  touchesPerLeadPerWeek: number;
  approvalHours: number;
  quietEnd: string;
  quietStart: string;
  linkedinPerDay: number;
  linkedinApi: boolean;
  textPriceUsd: number;
  recordCalls: boolean;
  recordingDays: number;
  pauseFromSends: number;
  pauseAtBouncePercent: number;
  pauseAtComplaintPercent: number;
  pauseAtAngryPercent: number;
  monthlyModelBudgetUsd: number;
  monthlyMessageBudgetUsd: number;
  reviewReminderAt: string;
  dashboardWeekday: number;
  dashboardAt: string;
  postalAddress: string;
  moreMailboxes: { mailbox: string; belongsTo: string }[];
  sendingPaused: boolean;
}

export type SettingKey = keyof SettingValues;

export interface Settings {
  get<K extends SettingKey>(key: K): Promise<SettingValues[K]>;
  all(): Promise<{ [K in SettingKey]: { value: SettingValues[K]; isDefault: boolean; reason: string } }>;
  defaultOf<K extends SettingKey>(key: K): SettingValues[K];
  /** Manager or admin; validated, audited. Throws InvalidInput. */
  set<K extends SettingKey>(by: Member, key: K, value: SettingValues[K]): Promise<void>;
}

export function createSettings(deps: {
  db: Db;
  clock: Clock;
  record(entry: Omit<AuditEntry, 'id' | 'at'>): Promise<void>;
}): Settings {
  const store = createSettingStore(deps.db);

  function readValue<K extends SettingKey>(key: K, stored: Map<string, unknown>): SettingValues[K] {
    const parsed = schemas[key].safeParse(stored.get(key));
    return parsed.success ? parsed.data : defaults[key].value;
  }

  return {
    get: async (key) => readValue(key, await store.values()),
    defaultOf: (key) => defaults[key].value,
    async all() {
      const stored = await store.values();
      const entries = (Object.keys(defaults) as SettingKey[]).map((key) => [
        key,
        { value: readValue(key, stored), isDefault: !stored.has(key), reason: defaults[key].reason },
      ]);
      return Object.fromEntries(entries) as Awaited<ReturnType<Settings['all']>>;
    },
    async set(by, key, value) {
      if (by.role !== 'manager' && by.role !== 'admin')
        throw new Denied('Settings are changed by a manager or an admin.');
      const stored = await store.values();
      const after = validated(key, value);
      assertWindow({ ...ends(stored), [key]: after });
      // Pressed twice it is one change.
      if (!(await store.set({ key, value: after, by: by.id, at: deps.clock.now() }))) return;
      await deps.record({
        actorId: by.id,
        gesture: 'settings.change',
        verdict: 'done',
        target: key,
        details: { before: readValue(key, stored), after },
      });
    },
  };

  function ends(stored: Map<string, unknown>) {
    return { windowStart: readValue('windowStart', stored), windowEnd: readValue('windowEnd', stored) };
  }
}

function validated<K extends SettingKey>(key: K, value: unknown): SettingValues[K] {
  const parsed = schemas[key].safeParse(value);
  if (parsed.success) return parsed.data;
  throw new InvalidInput(
    `That value can't be used: it ${parsed.error.issues[0]?.message ?? 'is of another kind'}.`,
    key,
  );
}

function assertWindow({ windowStart, windowEnd }: Pick<SettingValues, 'windowStart' | 'windowEnd'>): void {
  if (minuteOf(windowEnd) - minuteOf(windowStart) >= SHORTEST_WINDOW_MINUTES) return;
  throw new InvalidInput(
    `From ${windowStart} to ${windowEnd} is less than an hour: nothing could be sent. Let the window end later than it begins.`,
    'windowEnd',
  );
}
