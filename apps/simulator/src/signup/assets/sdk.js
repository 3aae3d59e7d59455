/* global window, document, MessageEvent, crypto, location */
/**
 * Stands in for Meta's JavaScript SDK where a page loads it from the simulator: FB.init and FB.login
 * open the simulator's popup. The session message is told to the page as Meta's popup would post it,
 * from an origin below facebook.com, so that the page's own check of the origin holds.
 */
(function () {
  'use strict';

  const base = new URL(document.currentScript.src).origin;
  const META_ORIGIN = 'https://www.facebook.com';
  const NOT_CONNECTED = { authResponse: null, status: 'unknown' };
  /** Between the two things a page hears, so that it cannot count on their coming together. */
  const GAP_MS = 30;
  /** How long after its end a popup's last message may come. */
  const LAST_MESSAGE_MS = 300;
  let app = {};

  function launchUrl(options, nonce) {
    const query = new URLSearchParams({
      app_id: app.appId || '',
      config_id: options.config_id || '',
      response_type: options.response_type || '',
      override: String(options.override_default_response_type === true),
      extras: JSON.stringify(options.extras || {}),
      origin: location.origin,
      nonce,
    });
    return base + '/_sim/signup?' + query.toString();
  }

  function hand(popup, outcome, callback) {
    const tell = () => {
      if (outcome.message === null || outcome.order === 'message_lost') return;
      const origin = META_ORIGIN;
      window.dispatchEvent(
        new MessageEvent('message', { data: outcome.message, origin, source: popup }),
      );
    };
    const give = () => {
      if (outcome.code === null) callback(NOT_CONNECTED);
      else {
        const authResponse = { userID: null, expiresIn: null, code: outcome.code };
        callback({ authResponse, status: 'connected' });
      }
    };
    const inOrder = outcome.order === 'code_first' ? [give, tell] : [tell, give];
    inOrder[0]();
    setTimeout(inOrder[1], GAP_MS);
  }

  function login(callback, options) {
    const nonce = Array.from(crypto.getRandomValues(new Uint8Array(16)), (n) =>
      n.toString(16),
    ).join('');
    const url = launchUrl(options || {}, nonce);
    const popup = window.open(url, 'embedded-signup', 'popup,width=640,height=760');
    if (popup === null) {
      setTimeout(() => callback(NOT_CONNECTED));
      return;
    }
    // What the popup would end in if it were closed now; a closed one cannot say it any more.
    let latest = { message: null, code: null, order: 'message_first' };
    let isOver = false;
    const end = () => {
      if (isOver) return;
      isOver = true;
      clearInterval(watch);
      window.removeEventListener('message', onMessage);
      hand(popup, latest, callback);
    };
    const onMessage = (event) => {
      const { data } = event;
      if (event.origin !== base || typeof data !== 'object' || data === null) return;
      if (data.simulatorSignup !== nonce) return;
      latest = data;
      if (data.isOver) end();
    };
    window.addEventListener('message', onMessage);
    const watch = setInterval(() => {
      if (!popup.closed) return;
      clearInterval(watch);
      // Its last message may still be on the way.
      setTimeout(end, LAST_MESSAGE_MS);
    }, 200);
  }

  const nothing = () => undefined;
  window.FB = {
    init: (options) => {
      app = options || {};
    },
    login,
    logout: (callback) => callback && callback(NOT_CONNECTED),
    getLoginStatus: (callback) => callback(NOT_CONNECTED),
    getAuthResponse: () => null,
    AppEvents: { logPageView: nothing, logEvent: nothing, activateApp: nothing },
    Event: { subscribe: nothing, unsubscribe: nothing },
    XFBML: { parse: nothing },
  };
  if (typeof window.fbAsyncInit === 'function') window.fbAsyncInit();
})();
