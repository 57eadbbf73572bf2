import 'dart:async';
import 'dart:convert';
import 'dart:math';
import 'dart:typed_data';

sealed class Shape {}

class Circle extends Shape {
  Circle(this.radius);
  final double radius;
}

class Box extends Shape {
  Box(this.width, this.height);
  final double width, height;
}

double area(Shape shape) => switch (shape) {
      Circle(:final radius) => pi * radius * radius,
      Box(:final width, :final height) when width == height => -width * height,
      Box(:final width, :final height) => width * height,
    };

int fibonacci(int n) => n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2);

Stream<int> squares(int count) async* {
  for (var i = 0; i < count; i++) {
    await Future<void>.delayed(const Duration(milliseconds: 1));
    yield i * i;
  }
}

Iterable<int> halves(int from) sync* {
  for (var value = from; value > 0; value ~/= 2) {
    yield value;
  }
}

Future<void> main() async {
  print([fibonacci(22), 0x7fffffffffffffff + 1, -7 ~/ 2, -7 % 3, 7.5 % -2, 1 << 63, -1 >>> 1]);
  print([1 / 3, 1e21, double.nan, 0.1 + 0.2, 5e-324, (2.5).round(), -0.0, 123456789.0.toStringAsFixed(3)]);
  print([Circle(2), Box(2, 3), Box(2, 2)].map(area).toList());
  print(halves(1000).toList());
  print(jsonEncode(jsonDecode('{"a":[1,2.5,"x\\u00e9",null,true],"b":{"c":-1e3}}')));
  final bytes = Uint8List(16);
  final view = ByteData.sublistView(bytes)
    ..setInt64(3, 0x1122334455667788)
    ..setFloat32(11, 1.5);
  print('$bytes ${view.getUint16(4, Endian.little)}');
  print(base64Encode(utf8.encode('héllo wörld €😀')));
  print(RegExp(r'(\d+)-(\w+)').allMatches('12-ab 34-cd').map((match) => '${match[2]}${match[1]}').join(','));
  try {
    print([1, 2][int.parse('2')]);
  } on RangeError {
    print('out of range');
  }
  try {
    throw const FormatException('bad', 'source', 2);
  } on FormatException catch (error) {
    print(error.message);
  } finally {
    print('finally');
  }
  print(await squares(5).map((value) => value + 1).toList());
  try {
    await Future<void>.error(StateError('later'));
  } catch (error) {
    print(error);
  }
  print(BigInt.parse('123456789012345678901234567890') * BigInt.from(-3) ~/ BigInt.from(7));
  print((List.generate(20000, (i) => (i * 7919) & 0xffff)..sort()).sublist(9998, 10002));
  var hash = 0;
  for (var i = 0; i < 200000; i++) {
    hash = (hash * 31 + i) & 0x3fffffffffff;
  }
  print(hash);
}
