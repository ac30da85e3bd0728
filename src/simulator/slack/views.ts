import { randomBytes } from 'node:crypto';
import { systemClock } from '../../kernel/clock.ts';
import { problemsOfView } from './blocks/surfaces.ts';
import type { Feed } from './feed.ts';
import type { PageShapes } from './page-shapes.ts';
import { isJson, type StateValues, type StoredView, type ViewJson } from './records.ts';
import { Refusal, refusalOf } from './refusal.ts';
import type { Store } from './store.ts';
import { stateOf, withIds } from './view-state.ts';

const MAX_STACK = 3;
const MAX_BYTES = 250_000;

/** Modals in their stacks of three, and home tabs. */
export function createViews(deps: { store: Store; pages: PageShapes; feed: Feed }) {
  const { store, pages, feed } = deps;
  const stackOf = (userId: string): StoredView[] => store.modals.get(userId) ?? [];
  const top = (userId: string): StoredView | undefined => stackOf(userId).at(-1);

  /** The view as it was given, or a Refusal that lists what is wrong with it. */
  function check(raw: unknown, type?: 'modal' | 'home'): ViewJson {
    const problems = problemsOfView(raw, { hasFile: (id) => store.files.has(id) });
    if (isJson(raw) && type && problems.length === 0 && raw.type !== type)
      problems.push(`[ERROR] must be a ${type} view [json-pointer:/view/type]`);
    if (problems.length > 0) throw refusalOf('invalid_arguments', problems);
    if (JSON.stringify(raw).length > MAX_BYTES) throw new Refusal('view_too_large');
    return raw as ViewJson;
  }

  function checkExternalId(json: ViewJson, except?: StoredView): void {
    if (json.external_id && byExternalId(json.external_id) && byExternalId(json.external_id) !== except)
      throw new Refusal('duplicate_external_id');
  }

  function byExternalId(id: string): StoredView | undefined {
    return [...[...store.modals.values()].flat(), ...store.homes.values()].find((one) => one.json.external_id === id);
  }

  /** Ids for what has none, a new hash, the values that stand; what was typed lives on where its field does. */
  function fill(view: StoredView, json: ViewJson): void {
    const blocks = withIds(json.blocks, () => store.nextId('b'));
    view.json = { ...json, blocks };
    view.values = stateOf(blocks, view.typed);
    view.hash = `${Math.floor(systemClock.now() / 1000)}.${randomBytes(4).toString('hex')}`;
    view.errors = {};
  }

  function make(userId: string, json: ViewJson): StoredView {
    const view: StoredView = { id: store.nextId('V'), userId, hash: '', json, values: {}, typed: {}, errors: {} };
    fill(view, json);
    return view;
  }

  function show(userId: string): void {
    const view = top(userId);
    feed.show({ type: 'modal', view: view ? pages.view(view) : null }, [userId]);
  }

  function setStack(userId: string, stack: StoredView[]): void {
    store.modals.set(userId, stack);
    show(userId);
  }

  function push(userId: string, json: ViewJson, onto = stackOf(userId)): StoredView {
    if (onto.length >= MAX_STACK) throw new Refusal('push_limit_reached');
    checkExternalId(json);
    const view = make(userId, json);
    setStack(userId, [...onto, view]);
    return view;
  }

  function update(view: StoredView, json: ViewJson): void {
    checkExternalId(json, view);
    fill(view, json);
    if (view.json.type === 'home') feed.show({ type: 'home', view: pages.view(view) }, [view.userId]);
    else show(view.userId);
  }

  function publish(userId: string, json: ViewJson, hash?: string): StoredView {
    const known = store.homes.get(userId);
    if (known && hash && known.hash !== hash) throw new Refusal('hash_conflict');
    const view = known ?? make(userId, json);
    // A home tab begins anew with each publication.
    view.typed = {};
    fill(view, json);
    store.homes.set(userId, view);
    feed.show({ type: 'home', view: pages.view(view) }, [userId]);
    return view;
  }

  function setErrors(view: StoredView, errors: Record<string, string>): void {
    view.errors = errors;
    show(view.userId);
  }

  function setTyped(view: StoredView, typed: StateValues): void {
    view.typed = typed;
    view.values = stateOf(view.json.blocks, typed);
  }

  return { check, byExternalId, push, update, publish, setErrors, setTyped, stackOf, setStack, top };
}

export type Views = ReturnType<typeof createViews>;
