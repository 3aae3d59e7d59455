import type { Browser, Page } from 'playwright-core';

/** The page's own script: a business that says a tone of 440 Hz and measures what it hears. */
const SCRIPT = `
  const context = new AudioContext({ sampleRate: 48000 });
  const tone = new OscillatorNode(context, { frequency: 440 });
  const microphone = new MediaStreamAudioDestinationNode(context, { channelCount: 1 });
  tone.connect(new GainNode(context, { gain: 0.5 })).connect(microphone);
  tone.start();
  const analyser = new AnalyserNode(context, { fftSize: 16384, smoothingTimeConstant: 0 });
  const connection = new RTCPeerConnection();
  for (const track of microphone.stream.getTracks()) connection.addTrack(track, microphone.stream);
  connection.ontrack = ({ track }) => {
    const stream = new MediaStream([track]);
    // Chromium decodes a remote track only while an element plays it.
    const element = new Audio();
    element.srcObject = stream;
    element.muted = true;
    void element.play();
    new MediaStreamAudioSourceNode(context, { mediaStream: stream }).connect(analyser);
    window.business.kept = element;
  };
  const gathered = async (description) => {
    await connection.setLocalDescription(description);
    while (connection.iceGatheringState !== 'complete') {
      await new Promise((done) => (connection.onicegatheringstatechange = done));
    }
    return connection.localDescription.sdp;
  };
  window.business = {
    offer: async () => gathered(await connection.createOffer()),
    answer: async (sdp) => {
      await connection.setRemoteDescription({ type: 'offer', sdp });
      return gathered(await connection.createAnswer());
    },
    setAnswer: (sdp) => connection.setRemoteDescription({ type: 'answer', sdp }),
    state: () => connection.connectionState,
    heard: () => {
      const bins = new Float32Array(analyser.frequencyBinCount);
      analyser.getFloatFrequencyData(bins);
      const peak = bins.reduce((best, level, bin) => (level > bins[best] ? bin : best), 1);
      return { hz: (peak * context.sampleRate) / analyser.fftSize, level: bins[peak] };
    },
  };
`;

/** A business's agent in a browser: WebRTC by Chromium, no code of ours in the way. */
export class BrowserBusiness {
  readonly #page: Page;

  private constructor(page: Page) {
    this.#page = page;
  }

  static async open(browser: Browser): Promise<BrowserBusiness> {
    const page = await browser.newPage();
    await page.evaluate(SCRIPT);
    return new BrowserBusiness(page);
  }

  offer(): Promise<string> {
    return this.#page.evaluate('business.offer()');
  }

  answer(offer: string): Promise<string> {
    return this.#page.evaluate(`business.answer(${JSON.stringify(offer)})`);
  }

  async setAnswer(answer: string): Promise<void> {
    await this.#page.evaluate(`business.setAnswer(${JSON.stringify(answer)})`);
  }

  async isConnected(): Promise<boolean> {
    return (await this.#page.evaluate('business.state()')) === 'connected';
  }

  /** The strongest frequency of this moment, and how loud it is in decibels of full scale. */
  heard(): Promise<{ readonly hz: number; readonly level: number }> {
    return this.#page.evaluate('business.heard()');
  }

  close(): Promise<void> {
    return this.#page.close();
  }
}
