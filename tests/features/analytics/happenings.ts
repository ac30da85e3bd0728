import type { LeadsWorld } from '../leads/support.ts';

/** What other features would have written, row by row: these suites ask what is read out of it. */
export async function answer(
  world: LeadsWorld,
  leadId: string,
  more: { at: number; summary?: string; kind?: string; touchId?: string },
): Promise<void> {
  const id = world.ids.next('inb');
  await world.db('inbound_messages').insert({
    id,
    mailbox_id: 'mbx',
    provider_id: id,
    lead_id: leadId,
    touch_id: more.touchId ?? null,
    kind: more.kind ?? 'reply',
    from_address: 'x@x.example',
    reading: more.summary ? JSON.stringify({ summary: more.summary }) : null,
    received_at: more.at,
  });
}

export async function enrol(
  world: LeadsWorld,
  leadId: string,
  more: { status: string; touches: string[]; channel?: string; at?: number },
): Promise<string[]> {
  const enrollmentId = world.ids.next('enr');
  const at = more.at ?? world.clock.now();
  await world
    .db('enrollments')
    .insert({ id: enrollmentId, lead_id: leadId, status: more.status, plan: '[]', by: 'x', started_at: at });
  const rows = more.touches.map((status, index) => ({
    id: world.ids.next('tch'),
    enrollment_id: enrollmentId,
    lead_id: leadId,
    step: index + 1,
    channel: more.channel ?? 'email',
    status,
    due_at: at + index,
    next_try_at: at,
    tries: 0,
  }));
  await world.db('touches').insert(rows);
  return rows.map((row) => row.id);
}

/** The lead's first touch has left at `at`. */
export async function sent(world: LeadsWorld, leadId: string, at: number): Promise<void> {
  const touch = await world.db('touches').where({ lead_id: leadId }).orderBy('step').first('id');
  await world.db('sends').insert({
    touch_id: touch.id,
    approval_id: 'a',
    state: 'sent',
    claim: 'c',
    claimed_at: at,
    lease_until: at,
    mailbox_id: 'mbx',
    to_address: 'x@x.example',
    sent_at: at,
  });
}
