import type { StoredView } from '../records.ts';
import { invalidArguments, Refusal } from '../refusal.ts';
import type { Args } from './args.ts';
import type { MethodDeps, Methods } from './method.ts';

export function viewMethods(deps: MethodDeps): Methods {
  const { store, shapes, views, triggers, manifest } = deps;
  const answer = (view: StoredView) => ({ view: shapes.view(view) });

  function viewOf(args: Args): unknown {
    const view = args.json('view');
    if (view === undefined) throw invalidArguments('missing required field: view');
    return view;
  }

  /** The view is checked first: a trigger is not spent on one that Slack refuses. */
  function open(args: Args, mode: 'open' | 'push'): StoredView {
    const json = views.check(viewOf(args), 'modal');
    const trigger = args.text('trigger_id') || args.need('interactivity_pointer');
    const gesture = triggers.look(trigger);
    const isInside =
      gesture.viewId !== undefined && views.stackOf(gesture.userId).some((one) => one.id === gesture.viewId);
    if (mode === 'push' && !isInside) throw new Refusal('not_found');
    const view = views.push(gesture.userId, json, isInside ? undefined : []);
    triggers.spend(trigger);
    return view;
  }

  function found(args: Args): StoredView {
    const id = args.text('view_id');
    const view = id ? store.view(id) : views.byExternalId(args.need('external_id'));
    if (!view) throw new Refusal('not_found');
    return view;
  }

  return {
    'views.open': { run: (args) => answer(open(args, 'open')) },
    'views.push': { run: (args) => answer(open(args, 'push')) },
    'views.update': {
      run(args) {
        const view = found(args);
        const json = views.check(viewOf(args), view.json.type);
        if (args.text('hash') && args.text('hash') !== view.hash) throw new Refusal('hash_conflict');
        views.update(view, json);
        return answer(view);
      },
    },
    'views.publish': {
      run(args) {
        const json = views.check(viewOf(args), 'home');
        const userId = args.need('user_id');
        const person = store.people.get(userId);
        if (!person || person.isBot) throw new Refusal('user_not_found');
        if (!manifest.homeTab) throw new Refusal('not_enabled');
        return answer(views.publish(userId, json, args.text('hash') || undefined));
      },
    },
  };
}
