/**
 * The page's script: chooses which state of a trace is shown, by key, by click, or by the address (#step-3), so that a step can be
 * linked to. Where a page has several traces, keys go to the one that was opened or clicked last, and the address names none. Runs
 * in the reader's browser, as it stands here.
 */

export const script = `(() => {
  const roots = [...document.querySelectorAll('.trace')];
  const alone = roots.length === 1 && roots[0].closest('details') === null;
  let active = null;
  const walks = roots.map(walk);
  if (alone) active = walks[0];

  function walk(root) {
    const sections = [...root.querySelectorAll('section[data-step]')];
    const rows = [...root.querySelectorAll('.row')];
    const last = sections.length - 1;
    let current = 0;

    function show(step, remember = true) {
      current = Math.max(0, Math.min(last, step));
      sections.forEach((section, k) => { section.hidden = k !== current; });
      rows.forEach((row, k) => row.classList.toggle('current', k === current));
      if (remember) rows[current].scrollIntoView({ block: 'nearest' });
      if (remember && alone) history.replaceState(null, '', '#step-' + current);
    }

    function nextOdd() {
      const odd = sections.flatMap((section, k) => ('odd' in section.dataset ? [k] : []));
      return odd.find((k) => k > current) ?? odd[0] ?? current;
    }

    const moves = {
      ArrowRight: () => current + 1, ArrowDown: () => current + 1, j: () => current + 1, n: () => current + 1,
      ArrowLeft: () => current - 1, ArrowUp: () => current - 1, k: () => current - 1, p: () => current - 1,
      b: () => nextOdd(), PageDown: () => current + 10, PageUp: () => current - 10, Home: () => 0, End: () => last,
    };
    const own = { root, show, moves };
    root.addEventListener('click', () => { active = own; });
    root.closest('details')?.addEventListener('toggle', (event) => {
      if (event.target.open) active = own;
      else if (active === own) active = null;
    });
    for (const row of rows) row.addEventListener('click', () => show(Number(row.dataset.step)));
    show(0, false);
    return own;
  }

  function fromAddress() {
    const step = /^#step-(\\d+)$/.exec(location.hash);
    if (alone) walks[0].show(step === null ? 0 : Number(step[1]), false);
  }

  addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || active === null || !Object.hasOwn(active.moves, event.key)) return;
    event.preventDefault();
    active.show(active.moves[event.key]());
  });
  addEventListener('hashchange', fromAddress);
  fromAddress();
})();
`;
