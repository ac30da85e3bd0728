import { expect, test } from 'vitest';
import { createFollower } from '../../src/slack/follower.ts';

function counting() {
  const state = { newest: 0, rounds: 0, works: true, gate: Promise.resolve() };
  const round = async () => {
    state.rounds += 1;
    await state.gate;
    return state.works;
  };
  return { state, follower: createFollower([round], async () => state.newest) };
}

test('with nothing new there is no round, with a new entry or a gesture there is one', async () => {
  const { state, follower } = counting();
  await follower.follow();
  await follower.follow();
  expect(state.rounds).toBe(1);
  state.newest = 5;
  await follower.follow();
  await follower.follow();
  expect(state.rounds).toBe(2);
  follower.wake();
  await follower.follow();
  expect(state.rounds).toBe(3);
  await follower.stop();
});

test('who asks while a round is under way gets its answer, not an early one', async () => {
  const { state, follower } = counting();
  await follower.follow();
  let open: () => void = () => undefined;
  state.gate = new Promise((resolve) => {
    open = resolve;
  });
  follower.wake();
  let isAnswered = false;
  const asked = follower.follow().then(() => {
    isAnswered = true;
  });
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(isAnswered).toBe(false);
  open();
  await asked;
  expect(state.rounds).toBe(2);
  await follower.stop();
});

test('what failed is tried again though nothing is new', async () => {
  const { state, follower } = counting();
  state.works = false;
  expect(await follower.follow()).toBe(false);
  state.works = true;
  expect(await follower.follow()).toBe(true);
  expect(state.rounds).toBe(2);
});
