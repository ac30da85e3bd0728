import type { AckFn, ViewResponseAction } from '@slack/bolt';
import type { Actor, Member, Role } from '../features/access/index.ts';
import { InvalidInput } from '../kernel/errors.ts';
import { clampView, shorten } from './clamp.ts';
import type { Reply, SubmissionInput, View } from './gesture.ts';
import { claimedBy, type GestureDeps, UNKNOWN } from './gestures.ts';
import { type IncomingView, submissionSchema, viewValues } from './payloads.ts';
import { wait } from './posting.ts';
import type { Place } from './replies.ts';
import { REQUEST_VIEW, registrationModal, requestSentModal } from './views/access.ts';
import { doneModal, problemModal, restoredForm, workingModal } from './views/problem.ts';

/** After this the person sees "Working…" and the answer follows; Slack itself waits for three seconds. */
const PATIENCE_MS = 600;

/** What becomes of the modal. */
type Outcome =
  | { is: 'errors'; errors: Record<string, string> }
  | { is: 'view'; view: View }
  | { is: 'push'; view: View }
  | { is: 'close' }
  | { is: 'clear' };
interface Result {
  outcome: Outcome;
  /** What else is to do, once the modal is answered. */
  afterwards?: () => Promise<void>;
  mayRepeat?: boolean;
}

type ViewAck = AckFn<ViewResponseAction>;
type ReadFile = SubmissionInput['file'];

/** Slack's own shape of our view; the SDK's union is narrower than what Slack takes. */
const slackView = (view: View) => clampView(view) as never;

export function createSubmissions(deps: GestureDeps & { readFile: ReadFile }) {
  const { registry, features, desk, replies, logger } = deps;
  // A view that is submitted twice (double click) gets the first one's answer; Slack gives it a new hash when it changes.
  const taken = new Map<string, Promise<Result | undefined>>();

  async function once(raw: unknown): Promise<Result | undefined> {
    const { view, user } = submissionSchema.parse(raw);
    const key = `${view.id}:${view.hash}:${user.id}`;
    const first = taken.get(key);
    if (first) return first.then((result) => (result ? { outcome: result.outcome } : undefined));
    if (taken.size > 2_000) taken.clear();
    const result = judge(raw);
    taken.set(key, result);
    // A form that stays open to be mended may be submitted again as it is.
    result.then(
      (done) => (done?.mayRepeat ? taken.delete(key) : false),
      () => taken.delete(key),
    );
    return result;
  }

  function failed(view: IncomingView, error: unknown): Result {
    const words = replies.wordsFor(error, `view:${view.callback_id}`);
    const field = error instanceof InvalidInput ? error.field : undefined;
    return { outcome: errorsOn(view, { [field ?? '']: words }), mayRepeat: true };
  }

  function resultOf(view: IncomingView, reply: Reply, who: { place: Place; member: Member }): Result {
    const { place, member } = who;
    const { errors, updateView, openModal, openWorking, ...rest } = reply;
    const afterwards = () => replies.carryOut(place, member, rest);
    if (errors) return { outcome: errorsOn(view, errors), afterwards, mayRepeat: true };
    if (openWorking) {
      const fill = async () => {
        const filled = await openWorking.fill().catch((error) => problemModal(replies.wordsFor(error, 'openWorking')));
        await replies.fillView(place, view.id, filled);
        await afterwards();
      };
      return { outcome: { is: 'view', view: workingModal(openWorking.title) }, afterwards: fill };
    }
    // The form stays below what is pushed, as it is.
    if (openModal) return { outcome: { is: 'push', view: openModal }, afterwards, mayRepeat: true };
    if (updateView === 'clear') return { outcome: { is: 'clear' }, afterwards };
    if (updateView && updateView !== 'close') return { outcome: { is: 'view', view: updateView }, afterwards };
    return { outcome: { is: 'close' }, afterwards };
  }

  async function register(actor: Actor, view: IncomingView): Promise<Result> {
    const values = viewValues(view.state);
    const wantedRole =
      (['team_lead', 'manager', 'admin'] as Role[]).find((role) => role === values.text('role')) ?? 'rep';
    const request = await features.access.request(actor, { reason: values.text('reason'), wantedRole });
    return { outcome: { is: 'view', view: requestSentModal(request) } };
  }

  async function judge(raw: unknown): Promise<Result | undefined> {
    const body = submissionSchema.parse(raw);
    const { view } = body;
    const place: Place = { userId: body.user.id, triggerId: body.trigger_id || undefined };
    const name = `view:${view.callback_id}`;
    try {
      const onceKey = `view:${body.trigger_id || `${view.id}:${view.hash}`}`;
      const admission = await desk.admit(name, claimedBy(body), onceKey);
      if (admission.is === 'refused') {
        if (admission.verdict.offer !== 'register')
          return { outcome: { is: 'view', view: problemModal(admission.verdict.forUser) } };
        if (view.callback_id === REQUEST_VIEW) return await register(admission.actor, view);
        return { outcome: { is: 'view', view: registrationModal() } };
      }
      if (admission.is !== 'member') return undefined;
      const known = registry.submissions.get(view.callback_id);
      if (!known) throw new InvalidInput(UNKNOWN);
      const { member } = admission;
      const reply = await known.run(
        {
          member,
          onceKey,
          viewId: view.id,
          privateMetadata: view.private_metadata,
          values: viewValues(view.state),
          file: deps.readFile,
        },
        features,
      );
      return resultOf(view, reply, { place, member });
    } catch (error) {
      return failed(view, error);
    }
  }

  /** After "Working…" stands in the modal, the answer replaces it: a button can't close a modal, so it says that it is done. */
  async function late(userId: string, view: IncomingView, result: Result | undefined): Promise<void> {
    const outcome = result?.outcome ?? { is: 'close' };
    await replies.fillView({ userId }, view.id, lateView(view, outcome));
    await result?.afterwards?.();
  }

  async function soon(ack: ViewAck, result: Result | undefined): Promise<void> {
    const outcome = result?.outcome ?? { is: 'close' };
    if (outcome.is === 'close') await ack();
    else if (outcome.is === 'clear') await ack({ response_action: 'clear' });
    else if (outcome.is === 'errors') await ack({ response_action: 'errors', errors: clipAll(outcome.errors) });
    else await ack({ response_action: outcome.is === 'push' ? 'push' : 'update', view: slackView(outcome.view) });
    await result?.afterwards?.();
  }

  return {
    async onSubmission(raw: unknown, ack: ViewAck): Promise<void> {
      const { view, user } = submissionSchema.parse(raw);
      const work = once(raw);
      try {
        const isSlow = registry.submissions.get(view.callback_id)?.slow === true;
        const result = isSlow ? 'slow' : await Promise.race([work, wait(PATIENCE_MS).then(() => 'slow' as const)]);
        if (result !== 'slow') return await soon(ack, result);
        await ack({ response_action: 'update', view: slackView(workingModal(view.title?.text ?? '')) });
        await late(user.id, view, await work);
      } catch (error) {
        logger.error({ error, view: view.callback_id }, 'A submission could not be answered');
      } finally {
        deps.afterwards();
      }
    },
  };
}

/** Errors under the inputs they are about; where there is no such input, on top of the form with everything that was typed. */
function errorsOn(view: IncomingView, errors: Record<string, string>): Outcome {
  const isInput = (id: string) => view.blocks.some((one) => one.type === 'input' && one.block_id === id);
  if (Object.keys(errors).every(isInput)) return { is: 'errors', errors };
  return { is: 'view', view: restoredForm(view, Object.values(errors)) };
}

function lateView(view: IncomingView, outcome: Outcome): View {
  if (outcome.is === 'view' || outcome.is === 'push') return outcome.view;
  if (outcome.is === 'errors') return restoredForm(view, Object.values(outcome.errors));
  return doneModal(view.title?.text ?? '');
}

const clipAll = (errors: Record<string, string>) =>
  Object.fromEntries(Object.entries(errors).map(([id, words]) => [id, shorten(words, 300)]));

export type Submissions = ReturnType<typeof createSubmissions>;
