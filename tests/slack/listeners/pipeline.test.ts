import { afterEach, beforeEach, expect, test } from 'vitest';
import { hands } from './hands.ts';
import { type SalesWorld, salesWorld } from './sales-world.ts';

let world: SalesWorld;
beforeEach(async () => {
  world = await salesWorld();
});
afterEach(() => world.close());

test('the funnel goes to the person’s messages with its numbers in words, and the answer says where it is', async () => {
  await world.addMany(3);
  const reply = await hands(world.features).press('pipeline.draw');
  const funnel = await world.features.analytics.funnel();
  expect(reply.dmFile?.file).toMatchObject({ name: 'pipeline.png', altText: funnel.altText });
  expect(reply.dmFile?.file.altText).toMatch(/3/);
  expect(reply.dmFile?.text).toContain(funnel.summary);
  expect(JSON.stringify(reply.say?.blocks)).toContain('in your messages with this app');
});
