// The page's twin of forms/conditions.py: judges the closed tree that a form's condition compiles to.
// Three-valued: a comparison with a missing answer, or of unlike things, is null; only true holds.
// One table, tests/forms/condition_cases.json, binds both.

export const holds = (tree, answers) => judge(tree, answers) === true;

function judge(tree, answers) {
  if (typeof tree === 'boolean') return tree;
  const [kind] = Object.keys(tree);
  const body = tree[kind];
  if (kind === 'all' || kind === 'any') return many(body.map((part) => judge(part, answers)), kind === 'any');
  if (kind === 'not') return opposite(judge(body, answers));
  if (kind === 'filled') return filled(operand(body, answers));
  return COMPARE[kind](operand(body[0], answers), operand(body[1], answers));
}

function operand(given, answers) {
  const isField = given !== null && typeof given === 'object' && !Array.isArray(given);
  const found = isField ? answers[given.field] : given;
  return found === undefined ? null : found;
}

const opposite = (verdict) => (verdict === null ? null : !verdict);
const filled = (answer) => answer !== null && answer !== '' && !(Array.isArray(answer) && !answer.length);

function many(verdicts, ends) {
  if (verdicts.includes(ends)) return ends;
  return verdicts.includes(null) ? null : !ends;
}

function number(thing) {
  if (typeof thing === 'number') return thing;
  return typeof thing === 'string' && /^-?\d{1,30}(\.\d{1,30})?$/.test(thing) ? Number(thing) : null;
}

// Both as things that compare: a text beside a number is read as one; null when they are unlike.
function alike(one, other) {
  if (typeof one === 'number' || typeof other === 'number') {
    const pair = [number(one), number(other)];
    return pair.includes(null) ? null : pair;
  }
  const same = typeof one === typeof other && Array.isArray(one) === Array.isArray(other);
  return same && one !== null && other !== null ? [one, other] : null;
}

function equal(one, other) {
  if (one === null || other === null) return one === other;
  const pair = alike(one, other);
  if (pair === null) return null;
  return Array.isArray(pair[0]) ? JSON.stringify(pair[0]) === JSON.stringify(pair[1]) : pair[0] === pair[1];
}

const ordered = (test) => (one, other) => {
  const pair = alike(one, other);
  return pair === null || typeof pair[0] === 'boolean' || Array.isArray(pair[0]) ? null : test(pair[0], pair[1]);
};

const COMPARE = {
  eq: equal,
  ne: (one, other) => opposite(equal(one, other)),
  gt: ordered((one, other) => one > other),
  ge: ordered((one, other) => one >= other),
  lt: ordered((one, other) => one < other),
  le: ordered((one, other) => one <= other),
  in: (one, those) => many(those.map((other) => equal(one, other)), true),
  contains: (those, one) => many((those || []).map((other) => equal(one, other)), true),
};
