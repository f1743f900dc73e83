/* Passkeys: asks the browser, puts its answer into the form and sends it. */
"use strict";
(() => {
  const known = window.PublicKeyCredential && window.isSecureContext &&
    PublicKeyCredential.parseCreationOptionsFromJSON && !/^[\d.:[\]]+$/.test(location.hostname);

  async function question(button) {
    if (button.dataset.passkey !== "sign-in")
      return JSON.parse(document.getElementById("passkey-question").textContent);
    const answer = await fetch(button.form.action, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    return answer.json();
  }

  async function ask(button) {
    const data = await question(button);
    if (button.dataset.passkey === "create") {
      const options = data.creation_options.publicKey;
      options.authenticatorSelection = { ...options.authenticatorSelection, residentKey: "required", requireResidentKey: true, userVerification: "required" };
      return navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) });
    }
    return navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(data.request_options.publicKey) });
  }

  for (const button of document.querySelectorAll("[data-passkey]")) {
    if (!known) continue;
    const note = button.form.querySelector("[data-passkey-error]");
    button.hidden = button.disabled = false;
    button.form.querySelector("[data-passkey-missing]")?.remove();
    button.addEventListener("click", async () => {
      note.hidden = true;
      try {
        button.form.elements.credential.value = JSON.stringify((await ask(button)).toJSON());
        button.form.submit();
      } catch {
        note.hidden = false;
      }
    });
  }
})();
