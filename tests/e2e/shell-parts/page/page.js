window.violations = [];
addEventListener('securitypolicyviolation', (event) => window.violations.push(event.violatedDirective));
try {
  window.evaluated = new Function('return 1')();
} catch (error) {
  window.evaluated = error.name;
}
window.heard = [];
for (const channel of ['sync.changed', 'app.sessionRestarted', 'app.linkChanged']) {
  window.bridge.subscribe(channel, (payload) => window.heard.push([channel, payload]));
}
const ready = await window.bridge.invoke('app.ready', {});
window.ready = ready.value;
document.querySelector('main').textContent = ready.value.lock ? `Verrouillé : ${ready.value.lock.reason}` : 'Connexion';
