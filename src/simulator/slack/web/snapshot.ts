import type { PageState } from '../../page-api.ts';
import type { Delivery } from '../delivery/delivery.ts';
import type { AppManifest } from '../manifest.ts';
import type { PageShapes } from '../page-shapes.ts';
import type { Identity } from '../records.ts';
import type { Store } from '../store.ts';
import type { Views } from '../views.ts';
import type { SimulatorWorld } from '../world-type.ts';

export interface SnapshotDeps {
  store: Store;
  pages: PageShapes;
  views: Views;
  delivery: Delivery;
  manifest: AppManifest;
  identity: Identity;
  world: SimulatorWorld;
  now(): number;
  isTurning(): boolean;
}

/** Everything that one person sees, as the page wants it. */
export function snapshotFor(deps: SnapshotDeps, userId: string): PageState {
  const { store, pages, views, manifest, identity, world } = deps;
  const me = store.people.get(userId);
  if (!me) throw new Error(`nobody is called ${userId}`);
  store.dmOf(userId);
  const channels = [...store.channels.values()].filter((one) => one.memberIds.includes(userId));
  const home = store.homes.get(userId);
  const modal = views.top(userId);
  return {
    workspace: identity.teamName,
    me: pages.person(me),
    actAs: world.actAs,
    people: [...store.people.values()].map(pages.person),
    channels: channels.map((one) => pages.channel(one, userId)),
    messages: channels
      .flatMap((one) => one.messages.filter((message) => !message.onlyFor || message.onlyFor === userId))
      .sort((a, b) => (a.ts < b.ts ? -1 : 1))
      .map(pages.message),
    commands: manifest.commands.map(({ command, description, usageHint }) => ({ command, description, usageHint })),
    shortcuts: manifest.shortcuts
      .filter((one) => one.type === 'message')
      .map(({ callbackId, name, description }) => ({ callbackId, name, description })),
    home: home ? pages.view(home) : null,
    modal: modal ? pages.view(modal) : null,
    botUserId: identity.botUserId,
    now: deps.now(),
    turning: deps.isTurning(),
    appConnected: deps.delivery.isConnected(),
    sampleFiles: world.sampleFiles.map(({ name, description }) => ({
      name,
      description,
      url: `/sim/samples/${encodeURIComponent(name)}`,
    })),
  };
}
