using Parley.Local.Onnx;

namespace Parley.Local.Tests.Onnx;

[Collection(nameof(Engines))]
public sealed class OnnxTensorTests(Engines engines)
{
    [Fact]
    public void A_new_tensor_holds_zeros_of_its_shape()
    {
        Assert.NotNull(engines);
        using var tensor = new OnnxTensor<float>(2, 3);
        Assert.Equal(new float[6], tensor.Data.ToArray());
    }

    [Fact]
    public void The_memory_of_a_tensor_that_was_disposed_of_cannot_be_reached()
    {
        Assert.NotNull(engines);
        var tensor = new OnnxTensor<long>(1);
        tensor.Dispose();
        Assert.Throws<ObjectDisposedException>(() => tensor.Data.Length);
    }
}
