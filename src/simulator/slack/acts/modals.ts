import type { ActResult } from '../../page-api.ts';
import { isJson, type Json, type StoredView } from '../records.ts';
import { Refusal } from '../refusal.ts';
import { formProblems, placedIn, touch } from '../view-state.ts';
import { type ActDeps, givenAt, interaction, TROUBLE, withWholeFiles } from './gestures.ts';

export function createModalActs(deps: ActDeps) {
  const { shapes, delivery, triggers, views } = deps;

  function fill(view: StoredView, state: unknown): void {
    const typed = placedIn(view.json.blocks).reduce(
      (all, one) => touch(all, one, withWholeFiles(deps, givenAt(state, one))),
      view.typed,
    );
    views.setTyped(view, typed);
  }

  async function submit(userId: string, act: { viewId: string; state: unknown }): Promise<ActResult> {
    const view = views.stackOf(userId).find((one) => one.id === act.viewId);
    if (!view) return { ok: false, error: 'This form is not open any more.' };
    if (!view.json.submit) return { ok: false, error: 'This view has nothing to submit.' };
    fill(view, act.state);
    const problems = formProblems(view.json.blocks, view.values);
    if (Object.keys(problems).length > 0) {
      views.setErrors(view, problems);
      return { ok: false, error: 'Some fields need another look.' };
    }
    const answer = await delivery.send('interactive', {
      type: 'view_submission',
      ...interaction(deps, userId),
      trigger_id: triggers.make({ userId, viewId: view.id }),
      view: shapes.view(view),
      response_urls: [],
    });
    if (!answer.acked) return { ok: false, error: TROUBLE };
    return respond(view, answer.body ?? {});
  }

  /** Applies the app's `response_action`; what Slack can't follow is shown as its client shows it. */
  function respond(view: StoredView, body: Json): ActResult {
    try {
      return applyAction(view, body);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const meta = error.more.response_metadata;
      const problem = isJson(meta) && Array.isArray(meta.messages) ? meta.messages[0] : '';
      return { ok: false, error: `${TROUBLE} (${error.word} ${String(problem)})`.replace(' )', ')') };
    }
  }

  function applyAction(view: StoredView, body: Json): ActResult {
    const { userId } = view;
    const stack = views.stackOf(userId);
    switch (body.response_action) {
      case 'errors':
        return showErrors(view, body.errors);
      case 'update':
        views.update(view, views.check(body.view, 'modal'));
        return { ok: true };
      case 'push':
        views.push(userId, views.check(body.view, 'modal'));
        return { ok: true };
      case 'clear':
        views.setStack(userId, []);
        return { ok: true };
      case undefined:
        views.setStack(
          userId,
          stack.filter((one) => one !== view),
        );
        return { ok: true };
      default:
        throw new Refusal('invalid_response_action');
    }
  }

  /** Slack shows errors under inputs only, and takes none for a block that is not there. */
  function showErrors(view: StoredView, raw: unknown): ActResult {
    const errors = isJson(raw) ? raw : {};
    const inputs = new Set(view.json.blocks.filter((one) => one.type === 'input').map((one) => one.block_id));
    const entries = Object.entries(errors);
    const isGood =
      entries.length > 0 &&
      entries.every(([blockId, words]) => inputs.has(blockId) && typeof words === 'string' && words.length > 0);
    if (!isGood) throw new Refusal('invalid_errors');
    views.setErrors(view, Object.fromEntries(entries.map(([blockId, words]) => [blockId, String(words)])));
    return { ok: true };
  }

  async function close(userId: string, act: { viewId: string; clear?: boolean }): Promise<ActResult> {
    const stack = views.stackOf(userId);
    const closing = act.clear ? [...stack].reverse() : stack.filter((one) => one.id === act.viewId);
    const payloads = closing.filter((one) => one.json.notify_on_close).map((one) => shapes.view(one));
    const isClearing = act.clear === true || closing.some((one) => one.json.clear_on_close);
    views.setStack(userId, isClearing ? [] : stack.filter((one) => !closing.includes(one)));
    for (const view of payloads) {
      await delivery.send('interactive', {
        type: 'view_closed',
        ...interaction(deps, userId),
        view,
        is_cleared: act.clear === true,
      });
    }
    return { ok: true };
  }

  return { submit, close };
}
