import { type } from 'arktype';
import * as v from 'valibot';
import { z } from 'zod';
import { Param, Task } from '../../../src/authoring/index.ts';

@Task()
export class WrongParams {
  // error: this field can't hold what its schema gives", gives: "
  @Param(z.enum(['fast', 'exact'])) mode!: number;
  // error: this field can't hold what its schema gives
  @Param(z.enum(['fast', 'exact'])) narrow!: 'fast';
  // error: this field can't hold what its schema gives", gives: string | undefined
  @Param(z.string().optional()) note!: string;
  // error: this field can't hold what its schema gives", gives: "a" | "b"
  @Param(v.picklist(['a', 'b']), { doc: 'a letter' }) letter!: boolean;
  // error: this field can't hold what its schema gives", gives: string
  @Param(type('string.email')) address!: number;
  // error: this is a method or an accessor: decorate a plain field
  @Param() method(): void {}
  // error: this is a method or an accessor: decorate a plain field
  @Param() get computed(): number {
    return 1;
  }
  // error: a private or protected field is out of reach
  @Param() private hidden = 1;
  // error: a static field belongs to no run
  @Param(z.string()) static shared: string;
  // error: 'sekret' does not exist in type 'ParamOptions
  @Param({ sekret: true }) token!: string;
  // error: is not assignable to
  @Param({ doc: 3 }) documented!: string;

  run(): void {}
}
