import type { Role } from '../../features/access/index.ts';
import type { Features } from '../features.ts';
import type { Action, ActionInput, Reply, Submission } from '../gesture.ts';
import { adminCard, answerCard, chosenTeamLead, decidedCard, REQUEST_VIEW, roleNames } from '../views/access.ts';
import { auditModal } from '../views/audit.ts';
import { count } from '../views/blocks.ts';
import { doneModal, problemCard } from '../views/problem.ts';

const AUDIT_SHOWN = 100;

/** Who has access, what is asked: for `/sales admin` and its buttons. */
export async function adminOverview(features: Features): Promise<Reply> {
  const [members, open] = await Promise.all([features.access.members(), features.access.requests('open')]);
  return { say: adminCard({ members, open, now: features.clock.now() }) };
}

const isRole = (value: string): value is Role => Object.hasOwn(roleNames, value);

async function decide(input: ActionInput, features: Features, approve: boolean): Promise<Reply> {
  const { access } = features;
  const role = input.inputs?.text('access.pick_role') ?? '';
  const teamLeadId = chosenTeamLead(input.inputs?.text('access.pick_team_lead') ?? '');
  const choice = { approve, role: isRole(role) ? role : undefined, teamLeadId };
  const { request, already, member } = await access.decide(input.member, input.value, choice);
  const by = request.decidedBy ? await access.member(request.decidedBy) : undefined;
  const replaceCard = decidedCard(request, member, by?.name ?? 'an admin');
  if (already) return { replaceCard };
  const answer = { userId: request.userId, card: answerCard(request, member), key: `access_answer:${request.id}` };
  return { replaceCard, notify: [answer], refreshHome: true };
}

export const accessActions: Action[] = [
  // A person without access gets the form from the access check itself; a member who presses the button has it already.
  { id: 'access.join', run: async () => ({ say: problemCard('You have access already.'), refreshHome: true }) },
  // The selects of the card are read when Approve is pressed.
  { id: 'access.pick_role', run: async () => ({}) },
  { id: 'access.pick_team_lead', run: async () => ({}) },
  { id: 'access.approve', run: (input, features) => decide(input, features, true) },
  { id: 'access.refuse', run: (input, features) => decide(input, features, false) },
  {
    id: 'access.revoke',
    async run(input, features) {
      const member = await features.access.revoke(input.member, input.value);
      const [overview, { total }] = await Promise.all([
        adminOverview(features),
        features.leads.list({ ownerId: member.id, limit: 1 }),
      ]);
      const left =
        total > 0 ? ` ${count(total, 'lead is', 'leads are')} still theirs: hand them over with /lead handover.` : '';
      return {
        say: problemCard(`${member.name} has no access any more.${left}`),
        replaceCard: overview.say,
        notify: [{ userId: member.id }],
      };
    },
  },
  { id: 'access.list', run: (_, features) => adminOverview(features) },
  {
    id: 'access.audit',
    async run(input, features) {
      const [entries, members, requests] = await Promise.all([
        features.access.auditTrail({ limit: AUDIT_SHOWN }),
        features.access.members(),
        features.access.requests(),
      ]);
      return { openModal: auditModal(entries, { members, requests, reader: input.member }) };
    },
  },
];

export const accessSubmissions: Submission[] = [
  // Reached by members only: the form of a person without access is taken where the access check refuses them.
  {
    callbackId: REQUEST_VIEW,
    run: async () => ({ updateView: doneModal('Ask for access', 'You have access already.') }),
  },
];
