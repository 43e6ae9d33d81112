namespace Parley.Server.Browser;

/// <summary>The room the page is used in: somebody may say more than the fake microphone does, and it can be measured what the speakers give.</summary>
internal static class Room
{
    /// <summary>Makes it: for <see cref="Visit.OpenAsync"/>.</summary>
    public const string Script = """
        const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
        navigator.mediaDevices.getUserMedia = async (wanted) => {
          const room = new AudioContext();
          const heard = room.createMediaStreamDestination();
          room.createMediaStreamSource(await open(wanted)).connect(heard);
          globalThis.say = async (base64) => {
            const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
            const source = room.createBufferSource();
            source.buffer = await room.decodeAudioData(bytes.buffer);
            source.connect(heard);
            source.start();
          };
          return heard.stream;
        };
        const speakers = [];
        const connect = AudioNode.prototype.connect;
        AudioNode.prototype.connect = function (to, ...rest) {
          if (to instanceof AudioDestinationNode) {
            const tap = this.context.createAnalyser();
            connect.call(this, tap);
            speakers.push(tap);
          }
          return connect.call(this, to, ...rest);
        };
        globalThis.loudness = () => Math.max(0, ...speakers.flatMap((tap) => {
          const samples = new Float32Array(tap.fftSize);
          tap.getFloatTimeDomainData(samples);
          return [...samples].map(Math.abs);
        }));
        """;

    /// <summary>Says a recording, from now on, into the microphone that is open.</summary>
    public static Task SayAsync(Visit visit, byte[] wav) => visit.Page.EvaluateAsync("say", Convert.ToBase64String(wav));
}
