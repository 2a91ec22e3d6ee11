// A form with a file, while it is sent: how much of it is there, then how far it was read. Without
// scripts, and where sending it here fails, the browser sends the form: its key makes it one request.
const LOOK_MS = 1000;
const number = (value) => new Intl.NumberFormat(document.documentElement.lang).format(value);

// What was answered takes the place of the page, as if the browser had sent the form. False: it is
// no page.
function show(request, action) {
  if (request.responseURL !== action) {
    location.assign(`${request.responseURL}#stored`); // what is answered here has no fragment
    return true;
  }
  const next = new DOMParser().parseFromString(request.responseText, 'text/html');
  if (!next.getElementById('main')) return false;
  document.documentElement.replaceWith(document.adoptNode(next.documentElement));
  (document.querySelector('[aria-invalid=true]') ?? document.getElementById('main')).focus();
  attach();
  return true;
}

function send(form, action) {
  const box = form.querySelector('.sending');
  const bar = box.querySelector('progress');
  const phase = box.querySelector('[role=status]');
  const count = box.querySelector('.count');
  const key = form.elements._key.value;
  const data = new FormData(form);
  const request = new XMLHttpRequest();
  let timer;

  const tell = (text, done, of) => {
    if (phase.textContent !== text) phase.textContent = text;
    count.textContent = done === undefined ? '' : of > 0 ? `${number(done)} / ${number(of)}` : number(done);
    if (of > 0) {
      bar.max = of;
      bar.value = done;
    } else {
      bar.removeAttribute('value');
    }
  };
  const wait = (waits) => {
    box.hidden = !waits;
    for (const button of form.querySelectorAll('button')) button.disabled = waits;
  };
  const look = async () => {
    const reply = await fetch(`/uploads/${encodeURIComponent(key)}`, { headers: { Accept: 'application/json' } });
    const facts = reply.ok ? await reply.json() : {};
    if (facts.state === 'working' && timer) tell(box.dataset.reading, facts.done, facts.of);
  };
  const end = () => {
    clearInterval(timer);
    timer = undefined;
  };

  request.upload.addEventListener('progress', (at) => {
    tell(box.dataset.sending, Math.round(at.loaded / 1024), Math.round(at.total / 1024));
  });
  request.upload.addEventListener('load', () => {
    tell(box.dataset.reading);
    timer = setInterval(() => look().catch(() => {}), LOOK_MS);
  });
  const leave = () => {
    wait(false);
    form.action = action;
    form.submit();
  };
  request.addEventListener('load', () => {
    end();
    if (!show(request, action)) leave();
  });
  request.addEventListener('error', () => {
    end();
    leave();
  });
  tell(box.dataset.sending);
  wait(true);
  request.open('POST', action);
  request.setRequestHeader('Accept', 'text/html');
  request.setRequestHeader('Idempotency-Key', key);
  request.send(data);
}

function attach() {
  const form = document.querySelector('.sending')?.closest('form');
  form?.addEventListener('submit', (event) => {
    const files = form.querySelectorAll('input[type=file]');
    if (![...files].some((input) => input.files.length > 0)) return;
    event.preventDefault();
    // Of a button without the attribute, formAction is the address of the page.
    const named = event.submitter?.hasAttribute('formaction');
    send(form, named ? event.submitter.formAction : form.action);
  });
}

attach();
