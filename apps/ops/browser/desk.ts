// What pages of the desk do in a browser beyond what they say: parts that are marked are renewed every few seconds while
// somebody looks. No page needs it. Runs under a policy that allows no markup from text: the page is asked for once more
// and taken as a document. One file, as it leaves the compiler, in syntax that a tool which only takes types away can read.

const EVERY_MS = 5_000;
/** Whoever does not answer in this time is asked anew. */
const ANSWER_MS = 10_000;

/** The page as it is now; rejects where the desk does not answer, or leads elsewhere. */
function asked(): Promise<Document> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('GET', location.href);
    request.responseType = 'document';
    request.timeout = ANSWER_MS;
    request.setRequestHeader('accept', 'text/html');
    request.onload = () => {
      const page = request.responseXML;
      // Whoever is signed out is led to the way in.
      if (request.status === 200 && page?.querySelector('[data-live]')) resolve(page);
      else reject(new Error('the desk answers with another page'));
    };
    request.onerror = () => reject(new Error('the desk does not answer'));
    request.ontimeout = request.onerror;
    request.send();
  });
}

/** What somebody is using stays as it is until he is done. */
function isUsed(part: Element): boolean {
  const selection = getSelection();
  const selected = selection !== null && !selection.isCollapsed && selection.containsNode(part, true);
  return selected || part.contains(document.activeElement);
}

function renew(page: Document): void {
  for (const part of document.querySelectorAll('[data-live]')) {
    const next = page.querySelector(`[data-live="${part.getAttribute('data-live')}"]`);
    if (!next || isUsed(part) || part.isEqualNode(next)) continue;
    const open = [...part.querySelectorAll('details')].map((each) => each.open);
    const fresh = document.importNode(next, true);
    for (const [at, each] of [...fresh.querySelectorAll('details')].entries()) each.open = open[at] ?? false;
    part.replaceWith(fresh);
  }
}

/** Says whether what is seen is of now. */
function tell(words: string): void {
  const note = document.querySelector('[data-note]');
  if (note && note.textContent !== words) note.textContent = words;
}

async function goOn(): Promise<void> {
  if (document.visibilityState === 'visible') {
    try {
      renew(await asked());
      tell('Renewed every 5 s.');
    } catch {
      tell('Not renewed: the desk does not answer, or you are signed out.');
    }
  }
  setTimeout(() => void goOn(), EVERY_MS);
}

setTimeout(() => void goOn(), EVERY_MS);
