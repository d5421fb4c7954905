/**
 * The page's script: chooses which state is shown, by key, by click, or by the address (#step-3), so that a step can be
 * linked to. Runs in the reader's browser, as it stands here.
 */

export const script = `(() => {
  const sections = [...document.querySelectorAll('section[data-step]')];
  const rows = [...document.querySelectorAll('.row')];
  const last = sections.length - 1;
  let current = 0;

  function show(step, remember = true) {
    current = Math.max(0, Math.min(last, step));
    sections.forEach((section, k) => { section.hidden = k !== current; });
    rows.forEach((row, k) => row.classList.toggle('current', k === current));
    rows[current].scrollIntoView({ block: 'nearest' });
    if (remember) history.replaceState(null, '', '#step-' + current);
  }

  function fromAddress() {
    const step = /^#step-(\\d+)$/.exec(location.hash);
    show(step === null ? 0 : Number(step[1]), false);
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

  addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !Object.hasOwn(moves, event.key)) return;
    event.preventDefault();
    show(moves[event.key]());
  });
  addEventListener('hashchange', fromAddress);
  for (const row of rows) row.addEventListener('click', () => show(Number(row.dataset.step)));
  fromAddress();
})();
`;
