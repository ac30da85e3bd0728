import type { Db, Scope } from '../../db/index.ts';
import type { Instant } from '../../kernel/clock.ts';
import type { Inbox } from './inboxes.ts';
import type { Channel, Mailbox, Suppression } from './index.ts';
import type { LinkedinAccount } from './linkedin.ts';
import { addressKey } from './rules.ts';

export type AddressHash = (address: string) => string;

type Row = Record<string, unknown>;

const SALT = 'suppressionSalt';

function toMailbox(row: Row): Mailbox {
  return {
    id: String(row.id),
    memberId: String(row.member_id),
    address: String(row.address),
    displayName: String(row.display_name),
    provider: 'gmail',
    status: row.status as Mailbox['status'],
    statusReason: row.status_reason === null ? undefined : String(row.status_reason),
    connectedAt: Number(row.connected_at),
    cursor: row.cursor === null ? undefined : String(row.cursor),
  };
}

const instant = (value: unknown): Instant | undefined =>
  value === null || value === undefined ? undefined : Number(value);

function toInbox(id: string, row: Row): Inbox {
  return {
    id,
    readAt: instant(row.read_at),
    readUpTo: instant(row.read_up_to),
    failingSince: instant(row.failing_since),
    failures: Number(row.failures ?? 0),
    toldAt: instant(row.told_at),
  };
}

/** The salt of the addresses' hashes: one row among the settings, as it has to outlive everything else. */
export function createSaltStore(db: Db) {
  return {
    async read(): Promise<{ salt: string; isSealed: boolean } | undefined> {
      const row = await db('settings').where({ key: SALT }).first('value');
      return row ? JSON.parse(row.value) : undefined;
    },
    /** The first one stays, whoever else starts at the same moment. */
    async insert(value: { salt: string; isSealed: boolean }, at: Instant): Promise<void> {
      const row = { key: SALT, value: JSON.stringify(value), updated_by: 'system', updated_at: at };
      await db('settings').insert(row).onConflict('key').ignore();
    },
    async replace(value: { salt: string; isSealed: boolean }, at: Instant): Promise<void> {
      await db('settings')
        .where({ key: SALT })
        .update({ value: JSON.stringify(value), updated_at: at });
    },
  };
}

export function createChannelStore(db: Db | Scope, hash: AddressHash) {
  return {
    async mailboxes(): Promise<Mailbox[]> {
      return (await db('mailboxes').orderBy(['connected_at', 'id'])).map(toMailbox);
    },

    async mailbox(id: string): Promise<Mailbox | undefined> {
      const row = await db('mailboxes').where({ id }).first();
      return row ? toMailbox(row) : undefined;
    },

    async mailboxOf(memberId: string): Promise<Mailbox | undefined> {
      const row = await db('mailboxes').where({ member_id: memberId }).orderBy('connected_at', 'desc').first();
      return row ? toMailbox(row) : undefined;
    },

    async credentials(id: string): Promise<{ address: string; sealed: string } | undefined> {
      const row = await db('mailboxes').where({ id }).first('address', 'credentials');
      return row ? { address: String(row.address), sealed: String(row.credentials) } : undefined;
    },

    /** Connecting an address again renews its credentials and wakes it; its age and cursor stay. */
    async connect(input: {
      id: string;
      memberId: string;
      address: string;
      displayName: string;
      sealed: string;
      at: Instant;
    }): Promise<Mailbox> {
      const renewed = {
        member_id: input.memberId,
        display_name: input.displayName,
        status: 'active',
        status_reason: null,
        credentials: input.sealed,
      };
      await db('mailboxes')
        .insert({
          ...renewed,
          id: input.id,
          address: input.address,
          address_key: input.address,
          provider: 'gmail',
          connected_at: input.at,
        })
        .onConflict('address_key')
        // A pause for what its mails did stands, whoever connects it anew.
        .merge({
          ...renewed,
          status: db.raw("case when mailboxes.paused_at is null then 'active' else 'paused' end"),
          status_reason: db.raw('mailboxes.paused_reason'),
        });
      return toMailbox(await db('mailboxes').where({ address_key: input.address }).first());
    },

    async mailboxAt(address: string): Promise<Mailbox | undefined> {
      const row = await db('mailboxes').where({ address_key: address }).first();
      return row ? toMailbox(row) : undefined;
    },

    async insertAsk(ask: {
      stateHash: string;
      provider: string;
      memberId: string;
      verifier: string;
      at: Instant;
    }): Promise<void> {
      await db('mailbox_asks').insert({
        state_hash: ask.stateHash,
        provider: ask.provider,
        member_id: ask.memberId,
        verifier: ask.verifier,
        asked_at: ask.at,
      });
    },

    /** Uses an ask up, once; undefined for one that is not known, used, older than `since`, or of another provider. */
    async takeAsk(
      { stateHash, provider }: { stateHash: string; provider: string },
      at: Instant,
      since: Instant,
    ): Promise<{ memberId: string; verifier: string } | undefined> {
      const used = await db('mailbox_asks')
        .where({ state_hash: stateHash, provider })
        .whereNull('used_at')
        .andWhere('asked_at', '>', since)
        .update({ used_at: at });
      const row = used === 1 ? await db('mailbox_asks').where({ state_hash: stateHash }).first() : undefined;
      return row && { memberId: String(row.member_id), verifier: String(row.verifier) };
    },

    /** Answers whose it is when it was not lost before. */
    async lose(id: string, reason: string): Promise<string | undefined> {
      const lost = await db('mailboxes')
        .where({ id })
        .whereNot({ status: 'reconnect' })
        .update({ status: 'reconnect', status_reason: reason })
        .returning('member_id');
      return lost[0] ? String(lost[0].member_id) : undefined;
    },

    async setStatus(id: string, status: Mailbox['status'], reason: string | null): Promise<void> {
      await db('mailboxes').where({ id }).update({ status, status_reason: reason });
    },

    async cursor(id: string): Promise<string | undefined> {
      const row = await db('mailboxes').where({ id }).first('cursor');
      return row?.cursor ?? undefined;
    },

    async saveCursor(id: string, cursor: string): Promise<void> {
      await db('mailboxes').where({ id }).update({ cursor });
    },

    async inboxes(ids: string[]): Promise<Inbox[]> {
      const rows: Row[] = ids.length > 0 ? await db('inboxes').whereIn('id', ids) : [];
      return ids.map((id) => toInbox(id, rows.find((row) => row.id === id) ?? {}));
    },

    async keepRead(id: string, at: Instant, upTo: Instant | undefined): Promise<void> {
      const read = {
        read_at: at,
        failing_since: null,
        failures: 0,
        told_at: null,
        ...(upTo === undefined ? {} : { read_up_to: upTo }),
      };
      await db('inboxes')
        .insert({ id, ...read })
        .onConflict('id')
        .merge();
    },

    async keepFailure(id: string, at: Instant): Promise<void> {
      await db('inboxes')
        .insert({ id, failing_since: at, failures: 1 })
        .onConflict('id')
        .merge({
          failing_since: db.raw('coalesce(inboxes.failing_since, ?)', [at]),
          failures: db.raw('inboxes.failures + 1'),
        });
    },

    async keepTold(id: string, at: Instant): Promise<void> {
      await db('inboxes').where({ id }).update({ told_at: at });
    },

    async suppress(entry: {
      id: string;
      channel: Channel | 'all';
      /** Or its hash, where nothing more is known. */
      address: string | { hash: string };
      reason: Suppression['reason'];
      source: string;
      at: Instant;
    }): Promise<void> {
      const { address } = entry;
      await db('suppressions')
        .insert({
          id: entry.id,
          channel: entry.channel,
          address_hash: typeof address === 'string' ? hash(addressKey(address)) : address.hash,
          reason: entry.reason,
          source: entry.source,
          at: entry.at,
        })
        .onConflict(['channel', 'address_hash'])
        .ignore();
    },

    async noteByHand({ address, mailboxId, at }: { address: string; mailboxId: string; at: Instant }): Promise<void> {
      await db('written_by_hand')
        .insert({ address_hash: hash(addressKey(address)), mailbox_id: mailboxId, at })
        .onConflict('address_hash')
        .merge();
    },

    async byHandTo(address: string): Promise<{ mailboxId: string; at: Instant } | undefined> {
      const row = await db('written_by_hand')
        .where({ address_hash: hash(addressKey(address)) })
        .first();
      return row && { mailboxId: String(row.mailbox_id), at: Number(row.at) };
    },

    async suppressionOf(channel: Channel, address: string): Promise<Suppression | undefined> {
      const row = await db('suppressions')
        .whereIn('channel', [channel, 'all'])
        .andWhere('address_hash', hash(addressKey(address)))
        .orderBy('at')
        .first();
      if (!row) return undefined;
      return { channel: row.channel, reason: row.reason, source: row.source, at: Number(row.at) };
    },
  };
}

/** Members' own grants at LinkedIn, one each. */
export function createLinkedinStore(db: Db | Scope) {
  return {
    async account(memberId: string): Promise<LinkedinAccount | undefined> {
      const row = await db('linkedin_accounts').where({ member_id: memberId }).first();
      return (
        row && {
          memberId: String(row.member_id),
          status: row.status as LinkedinAccount['status'],
          statusReason: row.status_reason === null ? undefined : String(row.status_reason),
          expiresAt: Number(row.expires_at),
        }
      );
    },

    async sealed(memberId: string): Promise<string | undefined> {
      const row = await db('linkedin_accounts').where({ member_id: memberId }).first('credentials');
      return row && String(row.credentials);
    },

    async connect(input: { memberId: string; sealed: string; at: Instant; expiresAt: Instant }): Promise<void> {
      const row = {
        status: 'active',
        status_reason: null,
        credentials: input.sealed,
        connected_at: input.at,
        expires_at: input.expiresAt,
      };
      await db('linkedin_accounts')
        .insert({ ...row, member_id: input.memberId })
        .onConflict('member_id')
        .merge(row);
    },

    /** False when it was lost before, or has been granted anew meanwhile. */
    async lose(memberId: string, sealed: string, reason: string): Promise<boolean> {
      const lost = await db('linkedin_accounts')
        .where({ member_id: memberId, status: 'active', credentials: sealed })
        .update({ status: 'reconnect', status_reason: reason });
      return lost === 1;
    },

    async remove(memberId: string): Promise<void> {
      await db('linkedin_accounts').where({ member_id: memberId }).del();
    },

    async runOut(now: Instant): Promise<{ memberId: string; sealed: string }[]> {
      const rows = await db('linkedin_accounts')
        .where({ status: 'active' })
        .andWhere('expires_at', '<=', now)
        .select('member_id', 'credentials');
      return rows.map((row) => ({ memberId: String(row.member_id), sealed: String(row.credentials) }));
    },
  };
}
