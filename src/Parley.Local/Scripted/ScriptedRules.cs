namespace Parley.Local.Scripted;

/// <summary>What the scripted assistant answers by itself, in English and in Traditional Chinese. The first that fits counts.</summary>
internal static class ScriptedRules
{
    public static readonly IReadOnlyList<ScriptedRule> BuiltIn =
    [
        new(@"\b(hello|hi|hey|good (morning|afternoon|evening))\b", "Hello! I am a scripted assistant. What would you like to talk about?"),
        new(@"how are you", "I am well, thank you. And how are you?"),
        new(@"what('s| is) your name|who are you", "I am Parley's scripted assistant. I answer from a short list of patterns."),
        new(@"my name is (\w+)", "Nice to meet you, $1."),
        new(@"\b(thank you|thanks)\b", "You are welcome."),
        new(@"\b(help|what can you do)\b",
            "I can greet you, repeat what I heard, and count to ten. For real answers, configure a language model. The page on conversations says how."),
        new(@"count( to ten)?\b", "One, two, three. Four, five, six. Seven, eight, nine. Ten. That is as far as I count."),
        new(@"tell me a (long )?story|story",
            "Once there was a small server in a quiet room. Every day it listened to people who spoke to it. "
            + "It wrote down what they said, word for word. One day somebody asked it a question. "
            + "It thought for a moment, and then it answered. From that day on they talked with each other."),
        new(@"\b(goodbye|bye|see you)\b", "Goodbye! It was nice talking to you."),
        new(@"你好|您好|早安|午安|晚安|哈囉", "你好！我是照稿回答的助理。你想聊什麼？"),
        new(@"你(是誰|叫什麼)", "我是 Parley 的照稿助理，只會依照一份簡短的清單回答。"),
        new(@"謝謝|感謝", "不客氣。"),
        new(@"你會(做)?什麼|幫忙|說明", "我可以跟你打招呼、重複我聽到的話，也會數到十。想要真正的回答，請設定語言模型。"),
        new(@"數到十|數數", "一、二、三。四、五、六。七、八、九。十。我只會數到這裡。"),
        new(@"故事", "從前有一台小小的伺服器。它每天聽人們說話。它把聽到的話一字一句寫下來。有一天，有人問了它一個問題。它想了一下，然後回答了。"),
        new(@"再見|掰掰", "再見！很高興跟你聊天。"),
        new(@"^\s*(.*[\u4e00-\u9fff].*?)[。！？\s]*$", "我聽到你說：「$1」。"),
        new(@"^\s*(.*?)[.!?\s]*$", "I heard you say: $1."),
    ];
}
