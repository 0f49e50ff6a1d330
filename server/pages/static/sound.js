// Records a line right in the page, as WAV, and puts it into the form's file field. Nothing is sent
// before "Use this recording" is pressed. Without this script, a file can be chosen.
"use strict";

// One sound at a time.
document.addEventListener("play", (event) => {
  document.querySelectorAll("audio").forEach((other) => {
    if (other !== event.target) other.pause();
  });
}, true);

const MOST_SECONDS = 60;
const place = document.getElementById("recorder");

function wav(blocks, rate) {
  const count = blocks.reduce((sum, block) => sum + block.length, 0);
  const view = new DataView(new ArrayBuffer(44 + 2 * count));
  const word = (at, text) => [...text].forEach((c, i) => view.setUint8(at + i, c.charCodeAt(0)));
  word(0, "RIFF"); view.setUint32(4, 36 + 2 * count, true); word(8, "WAVEfmt ");
  view.setUint32(16, 16, true); view.setUint16(20, 1, true); view.setUint16(22, 1, true);
  view.setUint32(24, rate, true); view.setUint32(28, 2 * rate, true);
  view.setUint16(32, 2, true); view.setUint16(34, 16, true);
  word(36, "data"); view.setUint32(40, 2 * count, true);
  let at = 44;
  for (const block of blocks) {
    for (const sample of block) {
      view.setInt16(at, Math.round(Math.max(-1, Math.min(1, sample)) * 32767), true);
      at += 2;
    }
  }
  return new Blob([view], { type: "audio/wav" });
}

function recorder() {
  const button = document.getElementById("record");
  const meter = document.querySelector("#meter span");
  const time = document.getElementById("time");
  const told = document.getElementById("recorder-told");
  const heard = document.getElementById("heard");
  const field = document.getElementById("sound");
  let running = null;
  let starting = false;

  const why = {
    NotAllowedError: "The browser may not use the microphone. Allow it beside the address, then press Record again.",
    NotFoundError: "There is no microphone. Plug one in, then press Record again.",
    NotReadableError: "The microphone is used by another program. Close that, then press Record again.",
  };

  async function start() {
    if (starting) return;
    starting = true; // and not "disabled", which would take the focus from the button
    told.textContent = "Waiting for the microphone …";
    let stream, sound;
    try {
      stream = await navigator.mediaDevices.getUserMedia({
        // What browsers do to make calls sound better makes a line sound worse.
        audio: { channelCount: 1, echoCancellation: false, noiseSuppression: false, autoGainControl: false },
      });
      sound = new AudioContext();
      await sound.resume();
      await sound.audioWorklet.addModule(place.dataset.worklet);
    } catch (error) {
      if (stream) stream.getTracks().forEach((track) => track.stop());
      told.textContent = why[error.name] || "The microphone can't be used here. Choose a sound file instead.";
      starting = false;
      return;
    }
    const node = new AudioWorkletNode(sound, "recorder", { numberOfOutputs: 0 });
    const blocks = [];
    let samples = 0;
    node.port.onmessage = ({ data }) => {
      blocks.push(data);
      samples += data.length;
      const peak = data.reduce((most, each) => Math.max(most, Math.abs(each)), 0);
      meter.style.transform = `scaleX(${Math.max(0, 1 + Math.log10(peak + 1e-4) / 2.5).toFixed(2)})`;
      time.textContent = `${Math.floor(samples / sound.sampleRate)} s`;
      if (samples > MOST_SECONDS * sound.sampleRate * 0.98) stop();
    };
    sound.createMediaStreamSource(stream).connect(node);
    running = { stream, sound, blocks };
    button.textContent = "Stop";
    starting = false;
    told.textContent = "Recording. Say the line, then press Stop.";
  }

  function stop() {
    if (!running) return;
    const { stream, sound, blocks } = running;
    running = null;
    stream.getTracks().forEach((track) => track.stop());
    const rate = sound.sampleRate;
    sound.close();
    meter.style.transform = "";
    button.textContent = "Record again";
    if (!blocks.length) {
      told.textContent = "Nothing came from the microphone. Try again.";
      return;
    }
    const file = new File([wav(blocks, rate)], "Your recording.wav", { type: "audio/wav" });
    const chosen = new DataTransfer();
    chosen.items.add(file);
    field.files = chosen.files;
    URL.revokeObjectURL(heard.src);
    heard.src = URL.createObjectURL(file);
    document.getElementById("listen").hidden = false;
    told.textContent = "Recorded. Listen to it, then press “Use this recording”, or record again.";
  }

  button.addEventListener("click", () => (running ? stop() : start()));
  field.addEventListener("change", () => { document.getElementById("listen").hidden = true; });
}

if (place) {
  const cannot = document.getElementById("no-recorder");
  if (!window.isSecureContext) {
    cannot.textContent = "To record right here, open this page with https, or on the server itself. A file works in any case.";
    cannot.hidden = false;
  } else if (!navigator.mediaDevices || !window.AudioWorkletNode) {
    cannot.textContent = "This browser can't record. Record with another program, and choose the file.";
    cannot.hidden = false;
  } else {
    place.hidden = false;
    recorder();
  }
}
